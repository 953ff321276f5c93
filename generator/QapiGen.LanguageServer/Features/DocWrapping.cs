using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Wraps lines of documentation that are too long: what is too much goes to the start of the paragraph's next line, and so on, or onto a line of its own.</summary>
internal sealed partial class DocWrapping
{
    private const int Width = DocLineChecks.LongestLine;
    private const int Mark = 2;

    // Of what goes on behind a section's or a directive's first line.
    private const int SectionIndentation = 4;
    private const int DirectiveIndentation = 3;

    private readonly SchemaFile _file;
    private readonly TextChange[] _changes;
    private readonly List<TextChange> _gaps = [];
    private int _last = -1;

    private DocWrapping(SchemaFile file, IEnumerable<TextChange> changes)
    {
        _file = file;
        _changes = [.. changes];
    }

    /// <summary>Adds to changes of a file those that wrap lines which are too long with them. A line that can't be wrapped, as that of a table, stays.</summary>
    /// <param name="file">The file.</param>
    /// <param name="changes">Its changes, by place.</param>
    /// <param name="lines">The lines, from 0.</param>
    /// <returns>All changes, by place.</returns>
    public static TextChange[] Wrap(SchemaFile file, IEnumerable<TextChange> changes, IEnumerable<int> lines)
    {
        var wrapping = new DocWrapping(file, changes);
        foreach (int line in lines.Order())
        {
            wrapping.Wrap(line);
        }

        IEnumerable<TextChange> kept = wrapping._changes.Where(change => !wrapping._gaps.Exists(gap => gap.Span.Start <= change.Span.Start && change.Span.End <= gap.Span.End));
        return [.. kept.Concat(wrapping._gaps).OrderBy(static change => change.Span.Start)];
    }

    private void Wrap(int line)
    {
        if (line <= _last || CommentLine.Read(_file, line) is not { IsBlank: false } first || FixedLines.KeepsItsLines(_file, line, first))
        {
            return;
        }

        List<Word> words = [.. WordsOf(first)];
        int opening = CountOpening(first, words);
        CommentLine? deeper = FindDeeper(line, first);
        if (opening == 0 && deeper is not null && CommentLine.Read(_file, line + 1) is { IsBlank: false })
        {
            // A word that the lines below explain has one line.
            return;
        }

        int written = opening == 0 ? first.Indentation : deeper?.Indentation ?? DefaultIndentation(first, words, opening);
        int indentation = opening == 0 ? NewIndentation(first) : deeper is { } other ? NewIndentation(other) : written;
        for (_last = line; CommentLine.Read(_file, _last + 1) is { IsBlank: false } next && next.Indentation == written && WordsOf(next).ToList() is var more && CanBegin(more[0], written); _last++)
        {
            words.AddRange(more);
        }

        Lay(words, opening, Mark + NewIndentation(first), LineEnds.At(_file, first.Start) + first.Lead + new string(' ', indentation), Mark + indentation, written);
    }

    // How many words open a section, an item of a list, a field or what begins with "..", and can't be parted from the next.
    private static int CountOpening(CommentLine line, List<Word> words)
    {
        string word = words[0].Text;
        bool isSection = line.Indentation == 0 && ((word[0] == '@' && word[^1] == ':') || (word[^1] == ':' && DocTags.Newest.Contains(word[..^1])));
        return isSection || ListMarker().IsMatch(word) ? 1
            : word == ".." && words.Count > 1 ? CountOpening(words)
            : FixedLines.Field().Match(string.Join(' ', words.Select(static other => other.Text))) is { Success: true } field ? field.Value.Split(' ').Length
            : 0;
    }

    // A directive, a substitution, a footnote or else a comment.
    private static int CountOpening(List<Word> words) => words[1].Text switch
    {
        ['|', ..] => 1 + words.FindIndex(static other => other.Text.EndsWith("::", StringComparison.Ordinal)),
        ['[', .., ']'] or [.., ':', ':'] => 2,
        _ => 1,
    };

    // The first line behind, if that is indented more.
    private CommentLine? FindDeeper(int line, CommentLine first)
    {
        for (int i = line + 1; CommentLine.Read(_file, i) is { } next; i++)
        {
            if (!next.IsBlank)
            {
                return next.Indentation > first.Indentation ? next : null;
            }
        }

        return null;
    }

    private static int DefaultIndentation(CommentLine line, List<Word> words, int opening) =>
        words[0].Text == ".." ? line.Indentation + DirectiveIndentation
        : ListMarker().IsMatch(words[0].Text) && opening < words.Count ? words[opening].Span.Start - line.Start
        : line.Indentation + SectionIndentation;

    // Breaks lines before the last word that can begin one; joins what was broken off with the line that follows.
    private void Lay(List<Word> words, int opening, int column, string lead, int leadColumns, int written)
    {
        var gaps = new string?[words.Count];
        int lineStart = 0;
        bool isBrokenOff = false;
        for (int i = 0; i < words.Count; i++)
        {
            if (i > lineStart && words[i].BeginsLine && !isBrokenOff)
            {
                gaps[i] = null;
                lineStart = i;
                column = leadColumns;
            }
            else if (i > lineStart)
            {
                gaps[i] = words[i].BeginsLine ? Between(words[i - 1].Text) : null;
                isBrokenOff &= !words[i].BeginsLine;
                column += gaps[i]?.Length ?? words[i].Span.Start - words[i - 1].Span.End;
            }

            column += words[i].Columns;
            if (column > Width && FindBreak(words, Math.Max(lineStart, opening), i, written) is { } place)
            {
                gaps[place] = words[place].BeginsLine ? null : lead;
                isBrokenOff = !words[place].BeginsLine;
                lineStart = place;
                column = leadColumns;
                i = place - 1;
            }
        }

        _gaps.AddRange(Enumerable.Range(0, words.Count).Where(i => gaps[i] is not null)
            .Select(i => new TextChange(new SourceSpan(words[i - 1].Span.End, words[i].Span.Start - words[i - 1].Span.End), gaps[i]!)));
    }

    private static int? FindBreak(List<Word> words, int before, int last, int indentation)
    {
        for (int i = last; i > before; i--)
        {
            if (CanBegin(words[i], indentation))
            {
                return i;
            }
        }

        return null;
    }

    // Two blanks between sentences (spec D-23).
    private static string Between(string word) => word[^1] is '.' or '!' or '?' && !word.EndsWith("e.g.", StringComparison.Ordinal) ? "  " : " ";

    // What would be taken for something else at the start of a line.
    private static bool CanBegin(Word word, int indentation)
    {
        string text = word.Text;
        bool opensSection = indentation == 0 && (text[0] is '@' || text[^1] == ':');
        return !opensSection && !ListMarker().IsMatch(text) && !SpecialStart().IsMatch(text);
    }

    private IEnumerable<Word> WordsOf(CommentLine line)
    {
        int start = line.FirstWord;
        while (start < line.End)
        {
            int end = start;
            while (end < line.End && !char.IsWhiteSpace(_file.Text[end]))
            {
                end++;
            }

            var span = new SourceSpan(start, end - start);
            yield return new Word(TextChange.Apply(_file.Text, span, _changes), span, start == line.FirstWord);
            start = end;
            while (start < line.End && char.IsWhiteSpace(_file.Text[start]))
            {
                start++;
            }
        }
    }

    private int NewIndentation(CommentLine line) => TextChange.Apply(_file.Text, new SourceSpan(line.Start, line.Indentation), _changes).Length;

    [GeneratedRegex(@"^([-*+\u2022]|[0-9a-zA-Z#]{1,3}[.)]|\([0-9a-zA-Z#]{1,3}\))$", RegexOptions.CultureInvariant)]
    private static partial Regex ListMarker();

    // Directives, fields, options, lines of tables, headings, what is quoted.
    [GeneratedRegex(@"^(\.\.|:[^`]*$|[-=|+>/]|[^\w`""'(\[<$%&@]+$)", RegexOptions.CultureInvariant)]
    private static partial Regex SpecialStart();

    // A word as it will be, where it is.
    private sealed record Word(string Text, SourceSpan Span, bool BeginsLine)
    {
        public int Columns => Text.Count(static c => !char.IsLowSurrogate(c));
    }
}
