using System;

namespace QapiGen.Runtime.Json;

/// <summary>Takes messages off a byte stream, however it is split: the common ones in place, the others through lexer and parser.</summary>
/// <remarks>Not thread-safe. Source: QMP spec 2 to 4 and 8.</remarks>
internal sealed class RequestMessageReader : IDisposable
{
    private const string TooLong = "JSON token size limit exceeded";

    private readonly JsonLexer _lexer;
    private readonly JsonParser _parser = new();
    private readonly bool _scansFast;
    private bool _isUsed;

    public RequestMessageReader(QmpJsonLimits limits, bool scansFast = true)
    {
        _lexer = new JsonLexer(limits);

        // With limits below what the scanner can reach it would have to count.
        _scansFast = scansFast
            && limits.MaxMessageBytes > FastScanner.MaxBytes
            && limits.MaxTokens > FastScanner.MaxBytes
            && limits.MaxDepth >= 32;
    }

    /// <summary>Takes the next message.</summary>
    /// <param name="input">One block of the stream.</param>
    /// <param name="consumed">Bytes used; all of them if there is no whole message.</param>
    /// <param name="allowsOutOfBand">Whether the connection has enabled <c>oob</c>.</param>
    /// <param name="message">Becomes the message. Its body is part of the input, or of a buffer that the next call reuses.</param>
    public bool TryRead(ReadOnlyMemory<byte> input, out int consumed, bool allowsOutOfBand, RequestMessage message)
    {
        consumed = 0;
        Recycle();

        if (_scansFast && _lexer.IsIdle && TryScan(input, ref consumed, allowsOutOfBand, message))
        {
            return true;
        }

        JsonLexerResult result = _lexer.Read(input.Span, ref consumed);
        if (result == JsonLexerResult.NeedsInput)
        {
            return false;
        }

        _isUsed = true;
        Complete(result, allowsOutOfBand, message);

        // The parser has written all that the message needs, and the command may take long.
        _lexer.Clear();
        return true;
    }

    /// <summary>Whether no message is under way, and none is kept.</summary>
    public bool IsIdle => !_isUsed && _lexer.IsIdle;

    /// <summary>Bytes that the message under way, or the last one, takes.</summary>
    public long HeldBytes => _lexer.Tokens.HeldBytes + _parser.HeldBytes;

    /// <summary>Gives back what the last message took beyond what is kept; its body isn't valid any more. One under way stays.</summary>
    public void Recycle()
    {
        if (_isUsed)
        {
            _parser.Clear();
            _isUsed = false;
        }
    }

    /// <summary>Refuses the message under way as one that is too long; what follows of it is stray text.</summary>
    public void Refuse(RequestMessage message)
    {
        _lexer.Abandon();
        _lexer.Clear();
        _isUsed = true;
        Recycle();
        message.SetFault(TooLong);
    }

    public void Dispose()
    {
        _lexer.Dispose();
        _parser.Dispose();
    }

    private static bool TryScan(ReadOnlyMemory<byte> input, ref int consumed, bool allowsOutOfBand, RequestMessage message)
    {
        ReadOnlySpan<byte> span = input.Span;
        while (consumed < span.Length && span[consumed] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            consumed++;
        }

        if (consumed == span.Length || span[consumed] != (byte)'{'
            || !FastScanner.TryScan(span[consumed..], out MessageEnvelope envelope, out int length)
            || (envelope.IsOutOfBand && !allowsOutOfBand))
        {
            return false;
        }

        message.SetCommand(input.Slice(consumed, length), envelope);
        consumed += length;
        return true;
    }

    private void Complete(JsonLexerResult result, bool allowsOutOfBand, RequestMessage message)
    {
        switch (result)
        {
            case JsonLexerResult.Message:
                if (_parser.Parse(_lexer.Tokens) is { } fault)
                {
                    message.SetFault(fault);
                }
                else
                {
                    EnvelopeReader.Read(_parser.Output, allowsOutOfBand, message);
                }

                break;
            case JsonLexerResult.Stray:
                message.SetFault($"JSON parse error, stray '{StrayText(_lexer.StrayText)}'");
                break;
            case JsonLexerResult.TooLong:
                message.SetFault(TooLong);
                break;
            case JsonLexerResult.TooManyTokens:
                message.SetFault("JSON token count limit exceeded");
                break;
            default:
                message.SetFault("JSON nesting depth limit exceeded");
                break;
        }
    }

    // QEMU prints it as a C string: it ends at a NUL.
    private static string StrayText(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return ModifiedUtf8.ToDisplayString(end < 0 ? text : text[..end]);
    }
}
