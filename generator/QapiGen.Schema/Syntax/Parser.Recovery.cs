using System;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;
using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Syntax;

/// <content>What happens after a syntax fault: one fault is reported, and the definitions after it are read.</content>
public sealed partial class Parser
{
    /// <summary>Reports that the current token doesn't fit here, unless it is no token at all, which has been reported.</summary>
    /// <returns>Always <see langword="false"/>.</returns>
    private bool Fail(SchemaRule rule, string? argument = null)
    {
        if (Current.Kind != TokenKind.Bad)
        {
            string found = TokenText.Describe(_lexer);
            _reporter.Report(rule, Current.Span, argument is null ? new[] { found } : new[] { argument, found });
        }

        return false;
    }

    /// <summary>Gives up an expression: closes what is open with what was read, and skips the rest.</summary>
    private ValueSyntax Abandon()
    {
        _isBroken = true;
        int depth = _frames.Count;
        int end = Math.Max(Current.Start, _frames[depth - 1].Start + 1);
        ValueSyntax value = Pop(end);
        while (_frames.Count > 0)
        {
            Frame frame = _frames[_frames.Count - 1];
            if (frame.IsObject)
            {
                AddPair(frame, value);
            }
            else
            {
                _elements.Add(value);
            }

            value = Pop(end);
        }

        Recover(depth);
        return value;
    }

    /// <summary>
    /// Skips to where the next definition seems to begin: at a <c>{</c> or <c>##</c> at the start of a line,
    /// or once everything open is closed at one that is the first on its line.
    /// </summary>
    /// <param name="depth">How many objects and arrays are open.</param>
    private void Recover(int depth = 0)
    {
        _reporter.IsSilent = true;
        bool isSkipped = false;
        while (Current.Kind != TokenKind.EndOfInput)
        {
            TokenKind kind = Current.Kind;
            if (kind is TokenKind.OpenBrace or TokenKind.Comment && (depth <= 0 ? isSkipped || IsFirstOnLine(Current) : IsAtLineStart(Current)))
            {
                break;
            }

            int before = depth;
            depth += kind is TokenKind.OpenBrace or TokenKind.OpenBracket ? 1 : kind is TokenKind.CloseBrace or TokenKind.CloseBracket ? -1 : 0;
            isSkipped = before > 0 && depth == 0;
            _lexer.Advance();
        }

        _reporter.IsSilent = false;
    }

    /// <summary>Skips what follows on a line up to an object: stray text that one report was made of.</summary>
    private void SkipLine(int offset)
    {
        int line = _file.GetLine(Math.Max(0, offset - 1));
        _reporter.IsSilent = true;
        while (Current.Kind is not (TokenKind.EndOfInput or TokenKind.OpenBrace or TokenKind.Comment) && _file.GetLine(Current.Start) == line)
        {
            _lexer.Advance();
        }

        _reporter.IsSilent = false;
    }

    private bool IsAtLineStart(Token token) => token.Start == 0 || _file.Text[token.Start - 1] is '\n' or '\r' or '\uFEFF';

    private bool IsFirstOnLine(Token token)
    {
        int i = token.Start - 1;
        while (i >= 0 && _file.Text[i] is not ('\n' or '\r'))
        {
            if (!TextRules.IsWhiteSpace(_file.Text[i]))
            {
                return false;
            }

            i--;
        }

        return true;
    }
}
