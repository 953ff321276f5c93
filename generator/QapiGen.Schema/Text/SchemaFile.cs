using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace QapiGen.Schema.Text;

/// <summary>The text of one schema file, and its path as diagnostics show it.</summary>
/// <remarks>Equal when path and text are equal. Offsets count in the text as given, line ends included.</remarks>
public sealed class SchemaFile : IEquatable<SchemaFile>
{
    private const int TabWidth = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int[]? _lineStarts;

    /// <summary>Makes a file from its path and text.</summary>
    /// <param name="path">Path as the user gave it or as it was joined from an include (spec R-22).</param>
    /// <param name="text">The whole text, line ends as in the file.</param>
    public SchemaFile(string path, string text)
    {
        Path = path;
        Text = text;
    }

    /// <summary>Makes a file from its bytes, which must be UTF-8 (spec R-1).</summary>
    /// <param name="path">Path as the user gave it or as it was joined from an include.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">The file, or null.</param>
    /// <param name="failure">Why the bytes are no text, as a reason for <see cref="ISchemaResolver.Resolve"/>; null when they are.</param>
    public static bool TryDecode(string path, byte[] bytes, [NotNullWhen(true)] out SchemaFile? file, [NotNullWhen(false)] out string? failure)
    {
        try
        {
            file = new SchemaFile(path, StrictUtf8.GetString(bytes));
            failure = null;
            return true;
        }
        catch (DecoderFallbackException e)
        {
            file = null;
            failure = string.Format(CultureInfo.InvariantCulture, "it isn't UTF-8: byte 0x{0:X2} at offset {1}", e.BytesUnknown is { Length: > 0 } unknown ? unknown[0] : 0, e.Index);
            return false;
        }
    }

    /// <summary>Path as diagnostics show it.</summary>
    public string Path { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Number of lines; the text behind the last line end is one, too, if only an empty one.</summary>
    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLineStarts(Text);

    /// <summary>Line of an offset, from 1 (spec R-2).</summary>
    public int GetLine(int offset) => FindLine(offset) + 1;

    /// <summary>Turns an offset into a line and a column as QEMU's compiler counts them (spec ).</summary>
    /// <remarks>Columns count code points, and a TAB does not advance. A byte order mark takes no column.</remarks>
    public LinePosition GetPosition(int offset)
    {
        int line = FindLine(offset);
        int start = LineStarts[line];
        int column = 1;
        for (int i = start == 0 && Text.Length > 0 && Text[0] == '\uFEFF' ? 1 : start; i < offset; i++)
        {
            if (Text[i] == '\t')
            {
                column = ((column - 1) % TabWidth) + 1;
            }
            else if (!(char.IsLowSurrogate(Text[i]) && i > 0 && char.IsHighSurrogate(Text[i - 1])))
            {
                column++;
            }
        }

        return new LinePosition(line + 1, column);
    }

    /// <summary>Line of an offset, from 0, and the offset's UTF-16 distance from the line's start, as editors count.</summary>
    public (int Line, int Character) GetEditorPosition(int offset)
    {
        int line = FindLine(offset);
        return (line, offset - LineStarts[line]);
    }

    /// <summary>Offset of a line's first unit.</summary>
    /// <param name="line">The line, from 0, below <see cref="LineCount"/>.</param>
    public int GetLineStart(int line) => LineStarts[line];

    /// <inheritdoc/>
    public bool Equals(SchemaFile? other) =>
        ReferenceEquals(this, other)
        || (other is not null && string.Equals(Path, other.Path, StringComparison.Ordinal) && string.Equals(Text, other.Text, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SchemaFile);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((StringComparer.Ordinal.GetHashCode(Path) * 31) + Text.Length);

    private int FindLine(int offset)
    {
        int index = Array.BinarySearch(LineStarts, offset);
        return index >= 0 ? index : ~index - 1;
    }

    // CR LF and a lone CR end a line like LF (spec R-2).
    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (int i = text.IndexOfAny(TextRules.LineEnds); i >= 0; i = i < text.Length ? text.IndexOfAny(TextRules.LineEnds, i) : -1)
        {
            i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 2 : 1;
            starts.Add(i);
        }

        return starts.ToArray();
    }
}

/// <summary>Finds the files that a schema includes; the language itself reads none.</summary>
public interface ISchemaResolver
{
    /// <summary>Finds an included file.</summary>
    /// <param name="displayPath">Path to show: the including file's directory part joined with the include string (spec R-22).</param>
    /// <param name="failure">Why the file can't be had; null when it was found.</param>
    /// <returns>The file, or null when it can't be read (spec I-4).</returns>
    SchemaFile? Resolve(string displayPath, out string? failure);
}
