using System.Text;
using Microsoft.CodeAnalysis.Text;
using QapiGen.Emit.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Generated text as Roslyn reads it, without a copy.</summary>
internal sealed class GeneratedSourceText(GeneratedText text) : SourceText
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override int Length => text.Length;

    /// <inheritdoc/>
    public override char this[int position] => text[position];

    /// <inheritdoc/>
    public override void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count) =>
        text.CopyTo(sourceIndex, destination, destinationIndex, count);
}
