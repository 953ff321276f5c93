using System;

namespace QapiGen.Runtime.Json;

/// <summary>The tokens of one message: their text end to end in one buffer, and a word for each.</summary>
/// <remarks>Four bytes for a token, so that a message of the greatest count needs no more than 8 MiB for them.</remarks>
internal sealed class JsonTokens : IDisposable
{
    private const int KindBits = 4;
    private const int KeptBytes = 64 * 1024;

    private readonly PooledList<byte> _text = new(KeptBytes);
    private readonly PooledList<uint> _starts = new(KeptBytes / sizeof(uint));

    public int Count => _starts.Count;

    /// <summary>Length of the text, that of the token under way included.</summary>
    public int TextLength => _text.Count;

    /// <summary>Bytes of the buffers behind it.</summary>
    public long HeldBytes => _text.Capacity + ((long)_starts.Capacity * sizeof(uint));

    public JsonTokenKind Kind(int token) => (JsonTokenKind)(_starts[token] & ((1 << KindBits) - 1));

    public ReadOnlySpan<byte> Text(int token)
    {
        int start = (int)(_starts[token] >> KindBits);
        int end = token + 1 < _starts.Count ? (int)(_starts[token + 1] >> KindBits) : _text.Count;
        return _text.Span[start..end];
    }

    public ReadOnlySpan<byte> TextFrom(int start) => _text.Span[start..];

    public void Append(byte value) => _text.Add(value);

    public void Append(ReadOnlySpan<byte> bytes) => _text.AddRange(bytes);

    /// <summary>Makes a token of the text from a position on.</summary>
    public void Complete(JsonTokenKind kind, int start) => _starts.Add(((uint)start << KindBits) | (uint)kind);

    public void Clear()
    {
        _text.Clear();
        _starts.Clear();
    }

    public void Dispose()
    {
        _text.Dispose();
        _starts.Dispose();
    }
}

/// <summary>Kinds of token (QMP spec 2.1).</summary>
internal enum JsonTokenKind : byte
{
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Colon,
    Comma,
    Number,
    String,
    Keyword,
}

/// <summary>A part of a message's text.</summary>
/// <param name="Start">Position of its first byte.</param>
/// <param name="Length">Bytes; 0 means that the part isn't there.</param>
internal readonly record struct TextSlice(int Start, int Length)
{
    public bool IsPresent => Length != 0;
}

/// <summary>Why the lexer came back.</summary>
internal enum JsonLexerResult
{
    /// <summary>All input is used up.</summary>
    NeedsInput,

    /// <summary>The tokens are those of a whole message.</summary>
    Message,

    /// <summary>A byte that fits nowhere; the text so far is in the tokens (QMP spec 2.4).</summary>
    Stray,

    /// <summary>The message is too long.</summary>
    TooLong,

    /// <summary>The message has too many tokens.</summary>
    TooManyTokens,

    /// <summary>The message is nested too deeply.</summary>
    TooDeep,
}
