using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>A line of documentation.</summary>
/// <param name="Start">Where its text begins, indentation included: behind <c>#</c> and a blank.</param>
/// <param name="Indentation">White space at the start of the text.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Lead">What stands before the text.</param>
internal readonly record struct CommentLine(int Start, int Indentation, int End, string Lead)
{
    /// <summary>Whether it has no word.</summary>
    public bool IsBlank => Start + Indentation == End;

    /// <summary>Where its first word begins.</summary>
    public int FirstWord => Start + Indentation;

    /// <summary>Reads a line; null if it is none of documentation, or opens or closes a block.</summary>
    /// <param name="file">The file.</param>
    /// <param name="line">Which line, from 0.</param>
    public static CommentLine? Read(SchemaFile file, int line)
    {
        if (line < 0 || line >= file.LineCount)
        {
            return null;
        }

        string text = file.Text;
        int end = line + 1 < file.LineCount ? file.GetLineStart(line + 1) : text.Length;
        while (end > file.GetLineStart(line) && text[end - 1] is '\r' or '\n')
        {
            end--;
        }

        int mark = SkipBlanks(text, file.GetLineStart(line), end);
        if (mark == end || text[mark] != '#' || (mark + 1 < end && text[mark + 1] == '#'))
        {
            return null;
        }

        int start = mark + 1 < end && text[mark + 1] == ' ' ? mark + 2 : mark + 1;
        return new CommentLine(start, SkipBlanks(text, start, end) - start, end, text[file.GetLineStart(line)..start]);
    }

    private static int SkipBlanks(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        return start;
    }
}
