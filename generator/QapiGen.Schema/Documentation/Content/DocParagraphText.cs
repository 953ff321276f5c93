using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>The text of a paragraph, and where it stands.</summary>
internal readonly struct DocParagraphText
{
    /// <summary>What only references have of which places are asked for.</summary>
    private static readonly char[] Marks = { '@', '`' };

    private readonly int[]? _starts;
    private readonly LineCursor? _last;

    private DocParagraphText(string text, int[]? starts)
    {
        Text = text;
        _starts = starts;
        _last = starts is { Length: > 1 } ? new LineCursor() : null;
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
        if (_starts is null || _starts.Length == 1)
        {
            return new SourceSpan((_starts?[0] ?? 0) + index, length);
        }

        // Who asks goes from the beginning to the end, and in a long paragraph often.
        _last!.GoTo(Text, index);
        return new SourceSpan(_starts[_last.Line] + index - _last.Start, length);
    }

    /// <summary>The line that was asked for last.</summary>
    private sealed class LineCursor
    {
        /// <summary>Its number, from 0.</summary>
        public int Line { get; private set; }

        /// <summary>Where it begins in the text.</summary>
        public int Start { get; private set; }

        /// <summary>Goes to the line of an index.</summary>
        public void GoTo(string text, int index)
        {
            if (index < Start)
            {
                (Line, Start) = (0, 0);
            }

            for (int end = text.IndexOf('\n', Start); end >= 0 && end < index; end = text.IndexOf('\n', Start))
            {
                Line++;
                Start = end + 1;
            }
        }
    }
}
