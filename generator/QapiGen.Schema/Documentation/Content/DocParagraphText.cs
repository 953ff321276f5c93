using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>The text of a paragraph, and where it stands.</summary>
internal readonly struct DocParagraphText
{
    /// <summary>What only references have of which places are asked for.</summary>
    private static readonly char[] Marks = { '@', '`' };

    private readonly int[]? _starts;

    private DocParagraphText(string text, int[]? starts)
    {
        Text = text;
        _starts = starts;
    }

    /// <summary>Its lines without indentation, divided by LF.</summary>
    public string Text { get; }

    /// <summary>Whether it may refer to something.</summary>
    public static bool MayRefer(string text) => text.IndexOfAny(Marks) >= 0;

    /// <summary>A paragraph of one line.</summary>
    public static DocParagraphText Of(DocLine line) => new(line.Text, MayRefer(line.Text) ? new[] { line.Start } : null);

    /// <summary>A paragraph of some lines.</summary>
    public static DocParagraphText Of(DocLine[] lines, int start, int end)
    {
        if (end == start + 1)
        {
            return Of(lines[start].Trim());
        }

        var parts = new string[end - start];
        var starts = new int[end - start];
        for (int i = 0; i < parts.Length; i++)
        {
            DocLine line = lines[start + i].Trim();
            parts[i] = line.Text;
            starts[i] = line.Start;
        }

        return new(string.Join("\n", parts), starts);
    }

    /// <summary>A text whose lines have lost nothing but indentation.</summary>
    /// <param name="text">The text.</param>
    /// <param name="starts">Where its lines stand; null if nobody will ask.</param>
    public static DocParagraphText Of(string text, int[]? starts) => new(text, starts);

    /// <summary>The same place with its end cut off or changed.</summary>
    public DocParagraphText With(string text) => new(text, _starts);

    /// <summary>Where a part of one line stands.</summary>
    /// <param name="index">Its index in the text.</param>
    /// <param name="length">Its length.</param>
    public SourceSpan Find(int index, int length)
    {
        int line = 0;
        int lineStart = 0;
        for (int end = Text.IndexOf('\n'); end >= 0 && end < index; end = Text.IndexOf('\n', lineStart))
        {
            line++;
            lineStart = end + 1;
        }

        return new SourceSpan((_starts?[line] ?? lineStart) + index - lineStart, length);
    }
}
