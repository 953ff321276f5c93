using System.Globalization;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Tokens;

/// <content>Strings (spec R-7).</content>
internal sealed partial class Lexer
{
    private readonly StringTable _strings = new();
    private string? _escaped;

    /// <summary>Whether the string last read had a fault, which has been reported: its value says little.</summary>
    public bool IsFaultyString { get; private set; }

    /// <summary>The value of the current token, a string.</summary>
    public string StringValue => _escaped ?? _strings.Get(_text, Current.Start + 1, Current.Length - 2);

    /// <summary>Whether the next character that isn't white space is a colon.</summary>
    public bool IsColonNext()
    {
        int next = TextRules.SkipWhiteSpace(_text, _cursor, _text.Length);
        return next < _text.Length && _text[next] == ':';
    }

    // The leftmost offending character decides what is reported, at the opening quote.
    private void ReadString()
    {
        int start = _cursor;
        bool hasEscape = false;
        SchemaRule? fault = null;
        string argument = string.Empty;
        int i = start + 1;
        for (; i < _text.Length && _text[i] is not ('\n' or '\r' or '\''); i++)
        {
            char c = _text[i];
            if (c == '\\' && i + 1 < _text.Length && _text[i + 1] == '\\')
            {
                hasEscape = true;
                i++;
            }
            else if (fault is null && (c == '\\' || c < ' ' || c > '~'))
            {
                (fault, argument) = DescribeFault(i);
                i += c == '\\' && i + 1 < _text.Length && _text[i + 1] == '\'' ? 1 : 0;
            }
        }

        bool isClosed = i < _text.Length && _text[i] == '\'';
        _cursor = isClosed ? i + 1 : i;
        Current = new Token(isClosed ? TokenKind.Text : TokenKind.Bad, start, _cursor - start);
        fault ??= isClosed ? null : SchemaRules.UnterminatedString;
        IsFaultyString = fault is not null;
        _escaped = hasEscape ? _text.Substring(start + 1, Current.Length - 2).Replace("\\\\", "\\") : null;
        if (fault is not null)
        {
            _reporter.Report(fault, Current.Span, argument);
        }
    }

    private (SchemaRule Fault, string Argument) DescribeFault(int offset)
    {
        int next = offset + 1;
        if (_text[offset] != '\\')
        {
            int codePoint = char.IsSurrogatePair(_text, offset) ? char.ConvertToUtf32(_text, offset) : _text[offset];
            return (SchemaRules.BadStringCharacter, "U+" + codePoint.ToString("X4", CultureInfo.InvariantCulture));
        }

        bool isLineEnd = next >= _text.Length || _text[next] is '\n' or '\r';
        return isLineEnd ? (SchemaRules.UnterminatedString, string.Empty) : (SchemaRules.BadEscape, DescribeCharacter(next));
    }

    private string DescribeCharacter(int offset) =>
        char.IsSurrogatePair(_text, offset) ? _text.Substring(offset, 2) : _text.Substring(offset, 1);
}
