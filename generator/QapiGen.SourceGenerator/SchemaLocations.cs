using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using QapiGen.Schema.Text;
using LinePosition = Microsoft.CodeAnalysis.Text.LinePosition;

namespace QapiGen.SourceGenerator;

/// <summary>Places in schemas as Roslyn wants them.</summary>
internal static class SchemaLocations
{
    /// <summary>The place; <see cref="Location.None"/> for none.</summary>
    public static Location ToRoslyn(SchemaLocation? location)
    {
        if (location is null)
        {
            return Location.None;
        }

        SourceSpan span = location.Span;
        (int startLine, int startCharacter) = location.File.GetEditorPosition(span.Start);
        (int endLine, int endCharacter) = location.File.GetEditorPosition(span.End);
        return Location.Create(
            location.File.Path,
            new TextSpan(span.Start, span.Length),
            new LinePositionSpan(new LinePosition(startLine, startCharacter), new LinePosition(endLine, endCharacter)));
    }
}
