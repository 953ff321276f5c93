using System.Globalization;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;
using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Documentation;

/// <summary>Length and sentence gaps of one block's lines (spec D-23), outside literal text (spec D-24).</summary>
public sealed class DocLineChecks
{
    /// <summary>"# " and text together, in code points.</summary>
    public const int LongestLine = 70;

    private readonly string _text;
    private readonly FileReporter _reporter;
    private bool _isLiteral;
    private int _literalIndentation;

    internal DocLineChecks(string text, FileReporter reporter)
    {
        _text = text;
        _reporter = reporter;
    }

    internal void Check(int start, int end, Token line)
    {
        // A line that starts literal text does so inside literal text too: the indentation is open again.
        if (StartsLiteral(start, end))
        {
            _isLiteral = true;
            _literalIndentation = 0;
            return;
        }

        if (IsLiteral(start, end))
        {
            return;
        }

        CheckLength(start, end, line);
        CheckSentenceGap(start, end);
    }

    private bool IsLiteral(int start, int end)
    {
        if (!_isLiteral || start == end)
        {
            return _isLiteral;
        }

        int indentation = TextRules.SkipWhiteSpace(_text, start, end) - start;
        if (_literalIndentation == 0)
        {
            _literalIndentation = indentation;
        }
        else if (indentation < _literalIndentation)
        {
            _isLiteral = false;
        }

        return _isLiteral;
    }

    private bool StartsLiteral(int start, int end)
    {
        int i = SkipBlanks(start, end);
        if (TextRules.Matches(_text, i, end, "::"))
        {
            return true;
        }

        if (i != start || !TextRules.StartsWith(_text, i, end, "..") || SkipBlanks(i + 2, end) == i + 2)
        {
            return false;
        }

        i = SkipBlanks(i + 2, end);
        const string Directive = "qmp-example";
        return TextRules.StartsWith(_text, i, end, Directive)
            && TextRules.Matches(_text, SkipBlanks(i + Directive.Length, end), end, "::");
    }

    private void CheckLength(int start, int end, Token line)
    {
        int length = 2;
        for (int i = start; i < end; i++)
        {
            length += char.IsLowSurrogate(_text[i]) && i > start && char.IsHighSurrogate(_text[i - 1]) ? 0 : 1;
        }

        if (length > LongestLine && !IsLink(start, end))
        {
            _reporter.Report(SchemaRules.DocLineTooLong, line.Span, length.ToString(CultureInfo.InvariantCulture));
        }
    }

    private bool IsLink(int start, int end)
    {
        int word = SkipBlanks(start, end);
        for (int i = word; i < end; i++)
        {
            if (TextRules.IsWhiteSpace(_text[i]))
            {
                return false;
            }
        }

        return TextRules.StartsWith(_text, word, end, "http://")
            || TextRules.StartsWith(_text, word, end, "https://")
            || TextRules.StartsWith(_text, word, end, "ftp://");
    }

    private void CheckSentenceGap(int start, int end)
    {
        for (int i = start; i + 2 < end; i++)
        {
            if (_text[i] is '.' or '!' or '?'
                && _text[i + 1] == ' '
                && _text[i + 2] is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '('
                && !IsAbbreviation(start, i)
                && !IsListNumber(start, i))
            {
                _reporter.Report(SchemaRules.DocSentenceGap, new SourceSpan(i + 1, 1));
                return;
            }
        }
    }

    private bool IsAbbreviation(int start, int dot) =>
        dot - start >= 3
        && string.CompareOrdinal(_text, dot - 3, "e.g.", 0, 4) == 0
        && (dot - start == 3 || !IsWordCharacter(_text[dot - 4]));

    private bool IsListNumber(int start, int dot)
    {
        int number = SkipBlanks(start, dot);
        return _text[dot] == '.' && dot - number == 1 && _text[number] is >= '0' and <= '9';
    }

    private int SkipBlanks(int start, int end)
    {
        while (start < end && _text[start] == ' ')
        {
            start++;
        }

        return start;
    }

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';
}
