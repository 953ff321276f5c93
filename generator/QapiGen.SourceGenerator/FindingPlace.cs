using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>A place in a schema, without the text around it.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Span">Offsets.</param>
/// <param name="Lines">Lines and columns, from 0.</param>
internal sealed record FindingPlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>The place of a schema's token.</summary>
    public static FindingPlace Create(SchemaLocation location)
    {
        (int startLine, int startCharacter) = location.File.GetEditorPosition(location.Span.Start);
        (int endLine, int endCharacter) = location.File.GetEditorPosition(location.Span.End);
        return new FindingPlace(
            location.File.Path,
            new TextSpan(location.Span.Start, location.Span.Length),
            new LinePositionSpan(new(startLine, startCharacter), new(endLine, endCharacter)));
    }

    /// <summary>The place as Roslyn wants it.</summary>
    public Location ToRoslyn() => Location.Create(Path, Span, Lines);
}
