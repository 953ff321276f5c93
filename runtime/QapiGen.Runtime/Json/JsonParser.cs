using System;
using System.Text;

namespace QapiGen.Runtime.Json;

/// <summary>Parses the tokens of one message and writes the value as standard JSON, in one canonical notation for every string.</summary>
/// <remarks>
/// Source: QMP spec 4. Numbers keep their text. Strings come out in double quotes and UTF-8, with escapes only where JSON demands them, so that
/// equal strings have equal bytes: duplicate keys are found by comparing them.
/// </remarks>
internal sealed class JsonParser : IDisposable
{
    private const int KeptBytes = 64 * 1024;

    // As QEMU formats into a buffer of 1024 bytes with a NUL at the end.
    private const int MaxDetailBytes = 1023;

    private readonly PooledList<byte> _output = new(KeptBytes);
    private readonly ObjectKeys _keys = new();
    private JsonTokens _tokens = null!;
    private int _position;

    /// <summary>The value as standard JSON; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Output => _output.Memory;

    /// <summary>Bytes of the buffer behind the output.</summary>
    public int HeldBytes => _output.Capacity;

    /// <summary>Parses a whole message.</summary>
    /// <returns>Null, or QEMU's text for the first error.</returns>
    public string? Parse(JsonTokens tokens)
    {
        _tokens = tokens;
        _position = 0;
        _output.Clear();
        _keys.Clear();
        try
        {
            ParseValue();
            return null;
        }
        catch (JsonParseException fault)
        {
            return fault.Message;
        }
        finally
        {
            // The command that follows may take long, and needs the output only.
            _keys.Clear();
        }
    }

    /// <summary>Gives back what a large message took.</summary>
    public void Clear()
    {
        _output.Clear();
        _keys.Clear();
    }

    public void Dispose()
    {
        _output.Dispose();
        _keys.Dispose();
    }

    private JsonTokenKind Peek() => _position < _tokens.Count ? _tokens.Kind(_position) : JsonTokenKind.RightBrace;

    private void ParseValue()
    {
        switch (Peek())
        {
            case JsonTokenKind.LeftBrace:
                ParseObject();
                break;
            case JsonTokenKind.LeftBracket:
                ParseArray();
                break;
            case JsonTokenKind.String:
                JsonStringParser.Parse(_tokens.Text(_position++), _output);
                break;
            case JsonTokenKind.Number:
                _output.AddRange(_tokens.Text(_position++));
                break;
            case JsonTokenKind.Keyword:
                ParseKeyword(_tokens.Text(_position++));
                break;
            default:
                throw new JsonParseException("expecting value");
        }
    }

    private void ParseObject()
    {
        _position++;
        _output.Add((byte)'{');
        if (Peek() != JsonTokenKind.RightBrace)
        {
            ObjectKeys.Scope scope = _keys.Open();
            ParsePair(ref scope);
            while (Peek() != JsonTokenKind.RightBrace)
            {
                if (Peek() != JsonTokenKind.Comma)
                {
                    throw new JsonParseException("expected separator in dict");
                }

                _position++;
                _output.Add((byte)',');
                ParsePair(ref scope);
            }

            _keys.Close(scope);
        }

        _position++;
        _output.Add((byte)'}');
    }

    private void ParsePair(ref ObjectKeys.Scope scope)
    {
        int start = _output.Count;
        bool isString = Peek() == JsonTokenKind.String;
        ParseValue();
        if (!isString)
        {
            throw new JsonParseException("key is not a string in object");
        }

        int length = _output.Count - start;
        if (Peek() != JsonTokenKind.Colon)
        {
            throw new JsonParseException("missing : in object pair");
        }

        _position++;
        _output.Add((byte)':');
        ParseValue();
        if (!_keys.TryAdd(ref scope, _output.Span, start, length))
        {
            throw new JsonParseException("duplicate key");
        }
    }

    private void ParseArray()
    {
        _position++;
        _output.Add((byte)'[');
        if (Peek() != JsonTokenKind.RightBracket)
        {
            ParseValue();
            while (Peek() != JsonTokenKind.RightBracket)
            {
                if (Peek() != JsonTokenKind.Comma)
                {
                    throw new JsonParseException("expected separator in list");
                }

                _position++;
                _output.Add((byte)',');
                ParseValue();
            }
        }

        _position++;
        _output.Add((byte)']');
    }

    private void ParseKeyword(ReadOnlySpan<byte> word)
    {
        if (!word.SequenceEqual("true"u8) && !word.SequenceEqual("false"u8) && !word.SequenceEqual("null"u8))
        {
            string detail = $"invalid keyword '{Encoding.ASCII.GetString(word[..Math.Min(word.Length, MaxDetailBytes)])}'";
            throw new JsonParseException(detail[..Math.Min(detail.Length, MaxDetailBytes)]);
        }

        _output.AddRange(word);
    }
}

/// <summary>Tokens that aren't a value; carries QEMU's text.</summary>
/// <remarks>Never leaves this folder: thrown so that the recursive parser need not pass a flag through every return.</remarks>
internal sealed class JsonParseException : Exception
{
    public JsonParseException(string detail)
        : base("JSON parse error, " + detail)
    {
    }
}
