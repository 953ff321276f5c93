using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>The lines of the section that is being read, each of which ends in LF. One serves all sections of a file, so that each costs no more than its text.</summary>
internal sealed class DocSectionText
{
    private readonly List<int> _starts = new();

    private char[] _chars = new char[1024];
    private int _cut;

    /// <summary>Characters that it has.</summary>
    public int Length { get; private set; }

    public char this[int index] => _chars[index];

    /// <summary>Adds a line.</summary>
    public void AppendLine(string text, int start, int length)
    {
        if (Length + length >= _chars.Length)
        {
            Array.Resize(ref _chars, Math.Max(_chars.Length * 2, Length + length + 1));
        }

        _starts.Add(start);
        text.CopyTo(start, _chars, Length, length);
        _chars[Length + length] = '\n';
        Length += length + 1;
    }

    /// <summary>Takes all lines away.</summary>
    public void Clear()
    {
        Length = 0;
        _starts.Clear();
    }

    /// <summary>Where the lines of a text stand that this has given.</summary>
    /// <param name="text">The text.</param>
    public EquatableArray<int> StartsOf(string text)
    {
        if (text.Length == 0)
        {
            return default;
        }

        int line = 0;
        int lineStart = 0;
        for (int i = 0; i < _cut; i++)
        {
            if (_chars[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        int count = 1;
        for (int i = text.IndexOf('\n'); i >= 0; i = text.IndexOf('\n', i + 1))
        {
            count++;
        }

        int[] starts = _starts.GetRange(line, count).ToArray();
        starts[0] += _cut - lineStart;
        return new(starts);
    }

    /// <summary>All, without line feeds at both ends (spec D-21).</summary>
    public string WithoutLineFeeds() => Trimmed(static c => c == '\n');

    /// <summary>All, without white space at both ends (spec D-34).</summary>
    public string WithoutWhiteSpace() => Trimmed(TextRules.IsWhiteSpace);

    /// <summary>The indentation of the first line that has text; null if this begins at once.</summary>
    public int? FirstIndentation()
    {
        int text = 0;
        int start = 0;
        for (; text < Length && TextRules.IsWhiteSpace(_chars[text]); text++)
        {
            start = _chars[text] == '\n' ? text + 1 : start;
        }

        return text == 0 ? null : text - start;
    }

    /// <summary>Removes the smallest indentation that all lines share which aren't blank.</summary>
    /// <param name="first">The first line that counts, or 0 for all.</param>
    public void RemoveIndentation(int first)
    {
        int start = first == 0 ? 0 : EndOfLine(0) + 1;
        int common = CommonIndentation(start);
        if (common == 0)
        {
            return;
        }

        int kept = start;
        int line = first;
        for (int end; start < Length; start = end + 1)
        {
            end = EndOfLine(start);
            int cut = Math.Min(start + common, end);
            Array.Copy(_chars, cut, _chars, kept, end + 1 - cut);
            kept += end + 1 - cut;
            _starts[line++] += cut - start;
        }

        Length = kept;
    }

    private int CommonIndentation(int start)
    {
        int common = int.MaxValue;
        for (int end; start < Length && common > 0; start = end + 1)
        {
            end = EndOfLine(start);
            int text = start;
            while (text < end && TextRules.IsWhiteSpace(_chars[text]))
            {
                text++;
            }

            common = text < end ? Math.Min(common, text - start) : common;
        }

        return common == int.MaxValue ? 0 : common;
    }

    private int EndOfLine(int start) => Array.IndexOf(_chars, '\n', start, Length - start);

    private string Trimmed(Func<char, bool> isCut)
    {
        int start = 0;
        int end = Length;
        while (start < end && isCut(_chars[start]))
        {
            start++;
        }

        while (end > start && isCut(_chars[end - 1]))
        {
            end--;
        }

        _cut = start;
        return new string(_chars, start, end - start);
    }
}
