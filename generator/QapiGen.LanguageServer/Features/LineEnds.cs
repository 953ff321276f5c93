using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>How lines end where something is written: a file may have both ends.</summary>
internal static class LineEnds
{
    /// <summary>The end of the line at a place; where that is the last one, of the line before.</summary>
    public static string At(SchemaFile file, int offset)
    {
        int line = file.GetEditorPosition(offset).Line;
        int next = file.GetLineStart(line + 1 < file.LineCount ? line + 1 : line);
        return next > 1 && file.Text[next - 2] == '\r' ? "\r\n" : "\n";
    }
}
