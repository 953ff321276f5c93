using System;
using System.Buffers;

namespace QapiGen.Runtime.Json;

/// <summary>Cuts bytes into tokens and counts tokens into messages, exactly as QEMU does, over any split of the input.</summary>
/// <remarks>
/// Source: QMP spec 2 and 3. It never looks ahead: a number or keyword ends at the byte that can't continue it, and that byte is then looked
/// at again. After an error at the byte level it recovers at the next structural or control byte.
/// </remarks>
internal sealed class JsonLexer : IDisposable
{
    // What ends a run of plain bytes inside a string.
    private static readonly SearchValues<byte> DoubleQuotedStops = Stops((byte)'"');
    private static readonly SearchValues<byte> SingleQuotedStops = Stops((byte)'\'');

    private readonly QmpJsonLimits _limits;
    private State _state;
    private byte _quote;
    private int _tokenStart;
    private int _braces;
    private int _brackets;

    public JsonLexer(QmpJsonLimits limits) => _limits = limits;

    private enum State : byte
    {
        Start,
        String,
        Escape,
        Keyword,
        Minus,
        Zero,
        Integer,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
        Recovery,
    }

    /// <summary>The tokens of the message so far; of the whole message, or with the stray text at their end, when a result says so.</summary>
    public JsonTokens Tokens { get; } = new();

    /// <summary>Whether it stands between two messages, with nothing pending.</summary>
    public bool IsIdle => _state == State.Start && Tokens.Count == 0;

    /// <summary>Takes bytes until they are used up or something is complete; then <see cref="Clear"/> before the next call.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="position">Where to begin; afterwards the first byte not used.</param>
    public JsonLexerResult Read(ReadOnlySpan<byte> input, ref int position)
    {
        while (position < input.Length)
        {
            JsonLexerResult result = _state switch
            {
                State.Start => ReadStart(input, ref position),
                State.String or State.Escape => ReadString(input, ref position),
                State.Keyword => ReadKeyword(input, ref position),
                State.Recovery => Recover(input, ref position),
                _ => ReadNumber(input, ref position),
            };
            if (result != JsonLexerResult.NeedsInput)
            {
                return result;
            }
        }

        return JsonLexerResult.NeedsInput;
    }

    /// <summary>The stray text after <see cref="JsonLexerResult.Stray"/>.</summary>
    public ReadOnlySpan<byte> StrayText => Tokens.TextFrom(_tokenStart);

    /// <summary>Forgets the message, not the state of the recovery.</summary>
    public void Clear()
    {
        Tokens.Clear();
        _braces = 0;
        _brackets = 0;
        _tokenStart = 0;
    }

    /// <summary>Gives the message up where it stands, as after a limit.</summary>
    public void Abandon() => _state = State.Start;

    public void Dispose() => Tokens.Dispose();

    private static SearchValues<byte> Stops(byte quote)
    {
        byte[] stops = new byte[36];
        for (byte control = 0; control < 0x20; control++)
        {
            stops[control] = control;
        }

        stops[32] = quote;
        stops[33] = (byte)'\\';
        stops[34] = 0xFE;
        stops[35] = 0xFF;
        return SearchValues.Create(stops);
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    private JsonLexerResult ReadStart(ReadOnlySpan<byte> input, ref int position)
    {
        byte value = input[position++];
        if (value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            return JsonLexerResult.NeedsInput;
        }

        _tokenStart = Tokens.TextLength;
        Tokens.Append(value);
        switch (value)
        {
            case (byte)'{':
                _braces++;
                return Complete(JsonTokenKind.LeftBrace);
            case (byte)'}':
                _braces--;
                return Complete(JsonTokenKind.RightBrace);
            case (byte)'[':
                _brackets++;
                return Complete(JsonTokenKind.LeftBracket);
            case (byte)']':
                _brackets--;
                return Complete(JsonTokenKind.RightBracket);
            case (byte)':':
                return Complete(JsonTokenKind.Colon);
            case (byte)',':
                return Complete(JsonTokenKind.Comma);
            case (byte)'"' or (byte)'\'':
                _quote = value;
                return Continue(State.String);
            case (byte)'-':
                return Continue(State.Minus);
            case (byte)'0':
                return Continue(State.Zero);
            case >= (byte)'1' and <= (byte)'9':
                return Continue(State.Integer);
            case >= (byte)'a' and <= (byte)'z':
                return Continue(State.Keyword);
            default:
                return Stray();
        }
    }

    private JsonLexerResult ReadString(ReadOnlySpan<byte> input, ref int position)
    {
        if (_state == State.String)
        {
            ReadOnlySpan<byte> rest = input[position..];
            int plain = rest.IndexOfAny(_quote == (byte)'"' ? DoubleQuotedStops : SingleQuotedStops);
            ReadOnlySpan<byte> run = plain < 0 ? rest : rest[..plain];
            if (!run.IsEmpty)
            {
                return AppendRun(run, ref position);
            }
        }

        byte value = input[position++];
        Tokens.Append(value);
        if (value is < 0x20 or 0xFE or 0xFF)
        {
            return Stray();
        }

        if (_state == State.Escape)
        {
            return Continue(State.String);
        }

        return value == (byte)'\\' ? Continue(State.Escape) : Complete(JsonTokenKind.String);
    }

    // A run may cross the limit; what is beyond it belongs to the start state.
    private JsonLexerResult AppendRun(ReadOnlySpan<byte> run, ref int position)
    {
        int room = _limits.MaxMessageBytes + 1 - (Tokens.TextLength - _tokenStart);
        if (run.Length < room)
        {
            Tokens.Append(run);
            position += run.Length;
            return JsonLexerResult.NeedsInput;
        }

        position += room;
        return Refuse(JsonLexerResult.TooLong);
    }

    private JsonLexerResult ReadKeyword(ReadOnlySpan<byte> input, ref int position)
    {
        int length = input[position..].IndexOfAnyExceptInRange((byte)'a', (byte)'z');
        ReadOnlySpan<byte> run = length < 0 ? input[position..] : input.Slice(position, length);
        if (!run.IsEmpty)
        {
            return AppendRun(run, ref position);
        }

        return Complete(JsonTokenKind.Keyword);
    }

    private JsonLexerResult ReadNumber(ReadOnlySpan<byte> input, ref int position)
    {
        byte value = input[position];
        State? next = NextOfNumber(_state, value);
        if (next is null)
        {
            if (_state is State.Integer or State.Fraction or State.ExponentDigits || (_state == State.Zero && !IsDigit(value)))
            {
                return Complete(JsonTokenKind.Number);
            }

            Tokens.Append(value);
            position++;
            return Stray();
        }

        Tokens.Append(value);
        position++;
        return Continue(next.Value);
    }

    // Null: the byte doesn't continue the number. After a lone zero there is no exponent (QMP spec 2.3).
    private static State? NextOfNumber(State state, byte value) => state switch
    {
        State.Minus => value == (byte)'0' ? State.Zero : IsDigit(value) ? State.Integer : null,
        State.Zero => value == (byte)'.' ? State.Point : null,
        State.Integer when IsDigit(value) => State.Integer,
        State.Integer when value == (byte)'.' => State.Point,
        State.Integer or State.Fraction when value is (byte)'e' or (byte)'E' => State.Exponent,
        State.Point or State.Fraction when IsDigit(value) => State.Fraction,
        State.Exponent when value is (byte)'+' or (byte)'-' => State.ExponentSign,
        State.Exponent or State.ExponentSign or State.ExponentDigits when IsDigit(value) => State.ExponentDigits,
        _ => null,
    };

    private JsonLexerResult Recover(ReadOnlySpan<byte> input, ref int position)
    {
        while (position < input.Length)
        {
            byte value = input[position];
            if (value is (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)',' or (byte)':' or 0xFE or 0xFF
                || (value < 0x20 && value != (byte)'\t'))
            {
                _state = State.Start;
                break;
            }

            position++;
        }

        return JsonLexerResult.NeedsInput;
    }

    private JsonLexerResult Continue(State state)
    {
        _state = state;
        return Tokens.TextLength - _tokenStart > _limits.MaxMessageBytes ? Refuse(JsonLexerResult.TooLong) : JsonLexerResult.NeedsInput;
    }

    private JsonLexerResult Stray()
    {
        _state = State.Recovery;
        return JsonLexerResult.Stray;
    }

    private JsonLexerResult Refuse(JsonLexerResult reason)
    {
        _state = State.Start;
        return reason;
    }

    private JsonLexerResult Complete(JsonTokenKind kind)
    {
        _state = State.Start;
        if (Tokens.TextLength + 1 > _limits.MaxMessageBytes)
        {
            return JsonLexerResult.TooLong;
        }

        if (Tokens.Count + 1 > _limits.MaxTokens)
        {
            return JsonLexerResult.TooManyTokens;
        }

        if (_braces + _brackets > _limits.MaxDepth)
        {
            return JsonLexerResult.TooDeep;
        }

        Tokens.Complete(kind, _tokenStart);
        bool isIncomplete = (_braces > 0 || _brackets > 0) && _braces >= 0 && _brackets >= 0;
        return isIncomplete ? JsonLexerResult.NeedsInput : JsonLexerResult.Message;
    }
}
