namespace QapiGen.Schema.Documentation.Content;

/// <summary>A line of a text that is parsed, or what is left of it, and where it stands.</summary>
internal readonly struct DocLine
{
    /// <summary>Makes a line.</summary>
    /// <param name="text">The line, without its end.</param>
    /// <param name="start">Offset of its first character: in the schema's file, or in the text if that comes from nowhere.</param>
    public DocLine(string text, int start)
    {
        Text = text;
        Start = start;
    }

    /// <summary>The line.</summary>
    public string Text { get; }

    /// <summary>Offset of its first character.</summary>
    public int Start { get; }

    /// <summary>Whether it has nothing but white space.</summary>
    public bool IsBlank => Indentation == Text.Length;

    /// <summary>Number of white space characters at its start.</summary>
    public int Indentation
    {
        get
        {
            int i = 0;
            while (i < Text.Length && char.IsWhiteSpace(Text[i]))
            {
                i++;
            }

            return i;
        }
    }

    /// <summary>The line from a column on.</summary>
    public DocLine From(int column) => column == 0 ? this : new(Text.Substring(column), Start + column);

    /// <summary>The line without white space at both ends.</summary>
    public DocLine Trim() => new(Text.Trim(), Start + Indentation);
}
