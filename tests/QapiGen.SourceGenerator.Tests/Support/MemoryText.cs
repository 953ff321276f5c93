using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace QapiGen.SourceGenerator.Tests.Support;

/// <summary>An additional file in memory.</summary>
internal sealed class MemoryText(string path, string text) : AdditionalText
{
    public override string Path => path;

    /// <summary>Whether somebody has asked for the text.</summary>
    public bool IsRead { get; private set; }

    public override SourceText GetText(CancellationToken cancellationToken = default)
    {
        IsRead = true;
        return SourceText.From(text);
    }
}
