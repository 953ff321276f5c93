using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Tokens;

/// <summary>Cuts a schema's text into tokens, one at a time, since what a comment is depends on where it stands (spec 1.1).</summary>
internal sealed partial class Lexer
{
    private readonly string _text;
    private readonly Dialect _dialect;
    private readonly FileReporter _reporter;
    private readonly int _endOfInput;
    private int _cursor;

    public Lexer(SchemaFile file, Dialect dialect, FileReporter reporter, int start = 0)
    {
        _text = file.Text;
        _dialect = dialect;
        _reporter = reporter;
        _endOfInput = FindEndOfInput(_text);

        // One byte order mark is skipped (spec R-1).
        _cursor = start == 0 && _text.Length > 0 && _text[0] == '\uFEFF' ? 1 : start;
    }

    /// <summary>The token last read.</summary>
    public Token Current { get; private set; }

    /// <summary>The current token's text.</summary>
    public string CurrentText => _text.Substring(Current.Start, Current.Length);

    /// <summary>Reads the next token, skipping comments but those that start with <c>##</c> (spec ).</summary>
    public void Advance() => Read(keepComments: false);

    /// <summary>Reads the next token inside a documentation block, where every comment counts (spec D-2).</summary>
    public void AdvanceInDocumentation() => Read(keepComments: true);

    private void Read(bool keepComments)
    {
        while (_cursor < _text.Length)
        {
            char c = _text[_cursor];
            switch (c)
            {
                case ' ' or '\n' or '\r':
                    _cursor++;
                    continue;
                case '#':
                    if (ReadComment(keepComments))
                    {
                        return;
                    }

                    continue;
                case '\'':
                    ReadString();
                    return;
                default:
                    if (TextRules.IsWhiteSpace(c))
                    {
                        _cursor++;
                        continue;
                    }

                    ReadStructureOrKeyword(c);
                    return;
            }
        }

        Current = new Token(TokenKind.EndOfInput, _endOfInput, 0);
    }

    private bool ReadComment(bool keep)
    {
        int start = _cursor;
        _cursor = TextRules.FindLineEnd(_text, start);
        if (!keep && !(start + 1 < _text.Length && _text[start + 1] == '#'))
        {
            return false;
        }

        Current = new Token(TokenKind.Comment, start, _cursor - start);
        return true;
    }

    private void ReadStructureOrKeyword(char c)
    {
        switch (c)
        {
            case '{': Take(TokenKind.OpenBrace, 1); break;
            case '}': Take(TokenKind.CloseBrace, 1); break;
            case '[': Take(TokenKind.OpenBracket, 1); break;
            case ']': Take(TokenKind.CloseBracket, 1); break;
            case ':': Take(TokenKind.Colon, 1); break;
            case ',': Take(TokenKind.Comma, 1); break;
            case 't' when IsNext("true"): Take(TokenKind.True, 4); break;
            case 'f' when IsNext("false"): Take(TokenKind.False, 5); break;
            default: ReadStrayText(); break;
        }
    }

    // Keywords need no boundary behind them (spec R-8).
    private bool IsNext(string keyword) => TextRules.StartsWith(_text, _cursor, _text.Length, keyword);

    private void Take(TokenKind kind, int length)
    {
        Current = new Token(kind, _cursor, length);
        _cursor += length;
    }

    private void ReadStrayText()
    {
        int end = _cursor + 1;
        while (end < _text.Length && !EndsStrayText(_text[end]))
        {
            end++;
        }

        Take(TokenKind.Bad, end - _cursor);
        _reporter.Report(SchemaRules.StrayText, Current.Span, CurrentText);
    }

    private bool EndsStrayText(char c) =>
        c is '[' or ']' or '{' or '}' or ':' or ',' or '\''
        || (c == '"' && _dialect.DoubleQuoteEndsStrayText)
        || TextRules.IsWhiteSpace(c);

    // The final line end, which is supplied where it is missing (spec ).
    private static int FindEndOfInput(string text)
    {
        int end = text.Length;
        if (end > 0 && text[end - 1] == '\n')
        {
            end--;
            return end > 0 && text[end - 1] == '\r' ? end - 1 : end;
        }

        return end > 0 && text[end - 1] == '\r' ? end - 1 : end;
    }
}
