using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;
using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Syntax;

/// <content>Values (spec R-13). Nesting has no limit (spec R-15), so open objects and arrays stand on a stack of our own.</content>
public sealed partial class Parser
{
    // Up to so many pairs a look at each finds a duplicate key sooner than a set does.
    private const int FewPairs = 12;

    private readonly List<Frame> _frames = new();
    private readonly List<PairSyntax> _pairs = new();
    private readonly List<ValueSyntax> _elements = new();

    // Whether a fault left the current expression incomplete.
    private bool _isBroken;

    /// <summary>Reads the value that the current token starts; after a fault, what was read of it.</summary>
    private ValueSyntax ParseExpression()
    {
        _isBroken = false;
        while (true)
        {
            if (!TryBeginValue(out ValueSyntax? value))
            {
                return Abandon();
            }

            while (value is not null)
            {
                if (_frames.Count == 0)
                {
                    return value;
                }

                if (!TryContinue(ref value))
                {
                    return Abandon();
                }
            }
        }
    }

    /// <summary>Reads a scalar or an empty container, or opens a container and stops before its first value.</summary>
    private bool TryBeginValue(out ValueSyntax? value)
    {
        value = null;
        switch (Current.Kind)
        {
            case TokenKind.OpenBrace:
                Open(isObject: true);
                return Current.Kind == TokenKind.CloseBrace ? Close(out value) : TryReadKey(SchemaRules.ExpectedMember);
            case TokenKind.OpenBracket:
                Open(isObject: false);
                return Current.Kind == TokenKind.CloseBracket ? Close(out value) : Current.StartsValue || Fail(SchemaRules.ExpectedElement);
            case TokenKind.Text:
                value = TakeString();
                return true;
            case TokenKind.True or TokenKind.False:
                value = new BooleanSyntax(Current.Kind == TokenKind.True, Current.Span);
                _lexer.Advance();
                return true;
            default:
                return Fail(SchemaRules.ExpectedValue);
        }
    }

    /// <summary>Puts a value where it belongs and reads what follows it: a closed container is the next value to place.</summary>
    private bool TryContinue(ref ValueSyntax? value)
    {
        Frame frame = _frames[_frames.Count - 1];
        if (frame.IsObject)
        {
            AddPair(frame, value!);
        }
        else
        {
            _elements.Add(value!);
        }

        value = null;
        return frame.IsObject ? TryContinueObject(out value) : TryContinueArray(out value);
    }

    private bool TryContinueObject(out ValueSyntax? value)
    {
        value = null;
        switch (Current.Kind)
        {
            case TokenKind.CloseBrace:
                return Close(out value);
            case TokenKind.Comma:
                _lexer.Advance();
                if (Current.Kind != TokenKind.CloseBrace)
                {
                    return TryReadKey(SchemaRules.ExpectedKey);
                }

                Fail(SchemaRules.ExpectedKey);
                return Close(out value);
            case TokenKind.Text when _lexer.IsColonNext():
                // Only the comma is missing.
                Fail(SchemaRules.ExpectedCommaOrBrace);
                return TryReadKey(SchemaRules.ExpectedKey);
            default:
                return Fail(SchemaRules.ExpectedCommaOrBrace);
        }
    }

    private bool TryContinueArray(out ValueSyntax? value)
    {
        value = null;
        switch (Current.Kind)
        {
            case TokenKind.CloseBracket:
                return Close(out value);
            case TokenKind.Comma:
                _lexer.Advance();
                if (Current.Kind != TokenKind.CloseBracket)
                {
                    return Current.StartsValue || Fail(SchemaRules.ExpectedValue);
                }

                Fail(SchemaRules.ExpectedValue);
                return Close(out value);
            default:
                // Only the comma is missing, unless the bracket is and this is the next definition.
                bool isNextElement = Current.StartsValue && !IsAtLineStart(Current) && !_lexer.IsColonNext();
                return Fail(SchemaRules.ExpectedCommaOrBracket) || isNextElement;
        }
    }

    private bool TryReadKey(SchemaRule rule)
    {
        if (Current.Kind != TokenKind.Text)
        {
            return Fail(rule);
        }

        StringSyntax key = TakeString();
        if (Current.Kind == TokenKind.Colon)
        {
            _lexer.Advance();
        }
        else
        {
            Fail(SchemaRules.ExpectedColon, key.Value);
            if (!Current.StartsValue || IsAtLineStart(Current))
            {
                return false;
            }
        }

        return TrySetKey(key);
    }

    private bool TrySetKey(StringSyntax key)
    {
        int top = _frames.Count - 1;
        Frame frame = _frames[top];
        bool isDuplicate = frame.Keys is null ? HasPair(frame, key.Value) : !frame.Keys.Add(key.Value);
        if (isDuplicate)
        {
            // The second value is read and dropped.
            Fail(SchemaRules.DuplicateKey, key.Value);
        }

        HashSet<string>? keys = frame.Keys;
        if (keys is null && _pairs.Count - frame.Base >= FewPairs)
        {
            keys = new HashSet<string> { key.Value };
            for (int i = frame.Base; i < _pairs.Count; i++)
            {
                keys.Add(_pairs[i].Key.Value);
            }
        }

        _frames[top] = frame with { Key = isDuplicate ? null : key, Keys = keys };
        return Current.StartsValue || (!isDuplicate && Fail(SchemaRules.ExpectedValue));
    }

    private bool HasPair(Frame frame, string key)
    {
        for (int i = frame.Base; i < _pairs.Count; i++)
        {
            if (_pairs[i].Key.Value == key)
            {
                return true;
            }
        }

        return false;
    }

    private StringSyntax TakeString()
    {
        _isBroken |= _lexer.IsFaultyString;
        var text = new StringSyntax(_lexer.StringValue, Current.Span);
        _lexer.Advance();
        return text;
    }

    private void AddPair(Frame frame, ValueSyntax value)
    {
        if (frame.Key is { } key)
        {
            _pairs.Add(new PairSyntax(key, value));
        }
    }

    private void Open(bool isObject)
    {
        _frames.Add(new Frame(isObject, Current.Start, isObject ? _pairs.Count : _elements.Count));
        _lexer.Advance();
    }

    private bool Close(out ValueSyntax? value)
    {
        value = Pop(Current.End);
        _lexer.Advance();
        return true;
    }

    private ValueSyntax Pop(int end)
    {
        Frame frame = _frames[_frames.Count - 1];
        _frames.RemoveAt(_frames.Count - 1);
        var span = new SourceSpan(frame.Start, end - frame.Start);
        return frame.IsObject
            ? new ObjectSyntax(TakeFrom(_pairs, frame.Base), span)
            : new ArraySyntax(TakeFrom(_elements, frame.Base), span);
    }

    private static EquatableArray<T> TakeFrom<T>(List<T> list, int start)
    {
        var items = new T[list.Count - start];
        list.CopyTo(start, items, 0, items.Length);
        list.RemoveRange(start, items.Length);
        return new EquatableArray<T>(items);
    }

    /// <summary>An object or array that isn't closed yet.</summary>
    /// <param name="IsObject">Which of the two.</param>
    /// <param name="Start">Offset of its opening token.</param>
    /// <param name="Base">Where its pairs or elements begin in the parser's list.</param>
    private readonly record struct Frame(bool IsObject, int Start, int Base)
    {
        /// <summary>The key whose value comes next; null to drop that value.</summary>
        public StringSyntax? Key { get; init; }

        /// <summary>The keys seen, once there are many.</summary>
        public HashSet<string>? Keys { get; init; }
    }
}
