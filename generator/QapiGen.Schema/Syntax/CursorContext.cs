using System;
using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;
using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Syntax;

/// <summary>What is open at a place in a file, and what may be written there: found by reading the definition up to the place, be it whole or not.</summary>
/// <param name="Frames">Objects and arrays that are open, the definition itself first; empty between definitions.</param>
/// <param name="Expects">What comes next.</param>
/// <param name="IsInString">Whether the place is inside of a string.</param>
/// <param name="Replaced">The name around the place, which another one would replace.</param>
public sealed record CursorContext(IReadOnlyList<CursorFrame> Frames, CursorExpectation Expects, bool IsInString, SourceSpan Replaced)
{
    /// <summary>Finds what is open at a place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="offset">Offset of the place.</param>
    public static CursorContext Find(SchemaFile file, Dialect dialect, int offset)
    {
        string text = file.Text;
        if (IsInComment(text, offset))
        {
            return new(Array.Empty<CursorFrame>(), CursorExpectation.Documentation, false, NameAround(text, offset));
        }

        var frames = new List<CursorFrame>();
        var lexer = new Lexer(file, dialect, new FileReporter(file) { IsSilent = true }, FindStart(text, offset));
        for (lexer.Advance(); lexer.Current.Kind != TokenKind.EndOfInput && lexer.Current.Start < offset; lexer.Advance())
        {
            Token token = lexer.Current;
            bool isOpenString = text[token.Start] == '\'' && (token.Kind == TokenKind.Bad ? token.End >= offset : token.End > offset);
            if (isOpenString)
            {
                CursorExpectation expected = Expected(frames, lexer.IsColonNext());
                ReadOn(frames, text, new Lexer(file, dialect, new FileReporter(file) { IsSilent = true }, token.End));
                return new(frames, expected, true, NameAround(text, offset, token.Start + 1));
            }

            if (token.Kind == TokenKind.Bad && token.End >= offset)
            {
                break;
            }

            Take(frames, lexer);
        }

        SourceSpan replaced = NameAround(text, offset);
        ReadOn(frames, text, new Lexer(file, dialect, new FileReporter(file) { IsSilent = true }, replaced.End));
        return new(frames, Expected(frames, false), false, replaced);
    }

    // What stands behind the place in what is open there, up to its end or to where the next definition begins.
    private static void ReadOn(List<CursorFrame> frames, string text, Lexer lexer)
    {
        int open = frames.Count;
        int depth = 0;
        string? key = null;
        for (lexer.Advance(); open > 0 && lexer.Current.Kind != TokenKind.EndOfInput && !BeginsLine(text, lexer.Current); lexer.Advance())
        {
            CursorFrame top = frames[open - 1];
            switch (lexer.Current.Kind)
            {
                case TokenKind.OpenBrace or TokenKind.OpenBracket:
                    depth++;
                    break;
                case TokenKind.CloseBrace or TokenKind.CloseBracket:
                    open -= depth == 0 ? 1 : 0;
                    depth = Math.Max(depth - 1, 0);
                    key = null;
                    break;
                case TokenKind.Comma when depth == 0:
                    key = null;
                    break;
                case TokenKind.Text when depth == 0 && top.IsObject && lexer.IsColonNext():
                    key = lexer.StringValue;
                    top.AddBehind(key, null);
                    break;
                case TokenKind.Text when depth == 0 && (key is not null || !top.IsObject):
                    top.AddBehind(key, lexer.StringValue);
                    break;
            }
        }
    }

    private static bool BeginsLine(string text, Token token) =>
        token.Kind == TokenKind.OpenBrace && (token.Start == 0 || text[token.Start - 1] is '\n' or '\r');

    private static void Take(List<CursorFrame> frames, Lexer lexer)
    {
        CursorFrame? top = frames.Count > 0 ? frames[frames.Count - 1] : null;
        switch (lexer.Current.Kind)
        {
            case TokenKind.OpenBrace or TokenKind.OpenBracket:
                top?.TakeValue(null);
                frames.Add(new CursorFrame(lexer.Current.Kind == TokenKind.OpenBrace));
                break;
            case TokenKind.CloseBrace or TokenKind.CloseBracket when top is not null:
                frames.RemoveAt(frames.Count - 1);
                break;
            case TokenKind.Colon:
                top?.TakeColon();
                break;
            case TokenKind.Comma:
                top?.TakeComma();
                break;
            case TokenKind.Text when top is { IsObject: true } && (top.Key is null || lexer.IsColonNext()):
                top.AddKey(lexer.StringValue);
                break;
            case TokenKind.Text:
                top?.TakeValue(lexer.StringValue);
                break;
            default:
                top?.TakeValue(null);
                break;
        }
    }

    private static CursorExpectation Expected(List<CursorFrame> frames, bool isKey)
    {
        if (frames.Count == 0)
        {
            return CursorExpectation.Definition;
        }

        CursorFrame top = frames[frames.Count - 1];
        return !top.IsObject ? (top.HasValue ? CursorExpectation.Nothing : CursorExpectation.Element)
            : isKey || (top.Key is null && top.PendingKey is null) ? CursorExpectation.Key
            : top.Key is null || top.HasValue ? CursorExpectation.Nothing
            : CursorExpectation.Value;
    }

    // Where the parser would take up again after a fault: a brace at the start of a line.
    private static int FindStart(string text, int offset)
    {
        for (int at = offset - 1; at >= 0; at--)
        {
            at = text.LastIndexOf('{', at);
            if (at <= 0 || text[at - 1] is '\n' or '\r' or '\uFEFF')
            {
                return Math.Max(at, 0);
            }
        }

        return 0;
    }

    private static bool IsInComment(string text, int offset)
    {
        int start = offset == 0 ? 0 : text.LastIndexOfAny(TextRules.LineEnds, offset - 1) + 1;
        bool isInString = false;
        for (int i = start; i < offset; i++)
        {
            isInString ^= text[i] == '\'';
            if (text[i] == '#' && !isInString)
            {
                return true;
            }
        }

        return false;
    }

    private static SourceSpan NameAround(string text, int offset, int earliest = 0)
    {
        int start = offset;
        while (start > earliest && IsNamePart(text[start - 1]))
        {
            start--;
        }

        int end = offset;
        while (end < text.Length && IsNamePart(text[end]))
        {
            end++;
        }

        return new SourceSpan(start, end - start);
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '*' or '/';
}

/// <summary>What may be written at a place.</summary>
public enum CursorExpectation
{
    /// <summary>A comma, or the end of what is open.</summary>
    Nothing,

    /// <summary>A definition or a directive.</summary>
    Definition,

    /// <summary>A key of an object.</summary>
    Key,

    /// <summary>The value of a key.</summary>
    Value,

    /// <summary>An element of an array.</summary>
    Element,

    /// <summary>Text: the place is in a comment.</summary>
    Documentation,
}
