using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Introspection;

/// <summary>Reads JSON (RFC 8259) into <see cref="JsonNode"/>; netstandard2.0 has no reader of its own.</summary>
internal sealed class JsonReader
{
    /// <summary>Deepest nesting accepted; a schema's reply nests five deep.</summary>
    private const int MaxDepth = 64;

    private readonly string _text;
    private int _position;

    private JsonReader(string text) => _text = text;

    /// <exception cref="IntrospectionFormatException">The text is no JSON, or nests too deep.</exception>
    public static JsonNode Read(string text)
    {
        var reader = new JsonReader(text);
        reader._position = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        JsonNode value = reader.ReadValue(0);
        reader.SkipBlanks();
        return reader._position == text.Length ? value : throw reader.Fail("more text after the value");
    }

    /// <summary>An error with line and column.</summary>
    public static IntrospectionFormatException Fail(string text, int offset, string fault)
    {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset && i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                start = i + 1;
            }
        }

        return new IntrospectionFormatException($"line {line}, column {offset - start + 1}: {fault}");
    }

    private IntrospectionFormatException Fail(string fault) => Fail(_text, _position, fault);

    private JsonNode ReadValue(int depth)
    {
        SkipBlanks();
        if (depth > MaxDepth)
        {
            throw Fail($"nested more than {MaxDepth} deep");
        }

        char c = Peek();
        return c switch
        {
            '{' => ReadObject(depth),
            '[' => ReadArray(depth),
            '"' => ReadStringNode(),
            't' => ReadWord("true", JsonKinds.Boolean),
            'f' => ReadWord("false", JsonKinds.Boolean),
            'n' => ReadWord("null", JsonKinds.Null),
            '-' or (>= '0' and <= '9') => ReadNumber(),
            _ => throw Fail(_position < _text.Length ? "no JSON value starts here" : "the text ends where a value is expected"),
        };
    }

    private JsonNode ReadObject(int depth)
    {
        int start = _position++;
        var members = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        for (bool isFirst = true; !TakeEnd('}', isFirst); isFirst = false)
        {
            SkipBlanks();
            if (Peek() != '"')
            {
                throw Fail("expected a key in double quotes");
            }

            string key = ReadString();
            Expect(':');
            members[key] = ReadValue(depth + 1);
        }

        return new JsonNode(JsonKinds.Object, start) { Members = members };
    }

    private JsonNode ReadArray(int depth)
    {
        int start = _position++;
        var items = new List<JsonNode>();
        for (bool isFirst = true; !TakeEnd(']', isFirst); isFirst = false)
        {
            items.Add(ReadValue(depth + 1));
        }

        return new JsonNode(JsonKinds.Array, start) { Items = items };
    }

    // Takes the end, or the comma before a further element.
    private bool TakeEnd(char end, bool isFirst)
    {
        SkipBlanks();
        if (Peek() == end)
        {
            _position++;
            return true;
        }

        if (!isFirst)
        {
            Expect(',');
        }

        return false;
    }

    private JsonNode ReadStringNode()
    {
        int start = _position;
        return new JsonNode(JsonKinds.String, start) { Text = ReadString() };
    }

    private string ReadString()
    {
        int start = ++_position;
        StringBuilder? text = null;
        while (Peek() != '"')
        {
            if (_position >= _text.Length || _text[_position] < ' ')
            {
                throw Fail("the string doesn't end");
            }

            if (_text[_position] == '\\')
            {
                text ??= new StringBuilder(_text, start, _position - start, 64);
                text.Append(ReadEscape());
            }
            else
            {
                text?.Append(_text[_position]);
                _position++;
            }
        }

        string value = SafeText.Escape(text?.ToString() ?? _text.Substring(start, _position - start));
        _position++;
        return value;
    }

    private char ReadEscape()
    {
        _position++;
        char c = Peek();
        if (c == 'u')
        {
            string digits = _position + 5 <= _text.Length ? _text.Substring(_position + 1, 4) : string.Empty;
            if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                throw Fail("'\\u' needs four hexadecimal digits");
            }

            _position += 5;
            return (char)unit;
        }

        int index = "\"\\/bfnrt".IndexOf(c);
        if (index < 0)
        {
            throw Fail("unknown escape in a string");
        }

        _position++;
        return "\"\\/\b\f\n\r\t"[index];
    }

    private JsonNode ReadWord(string word, JsonKinds kind)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
        {
            throw Fail("no JSON value starts here");
        }

        int start = _position;
        _position += word.Length;
        return new JsonNode(kind, start) { Text = word };
    }

    private JsonNode ReadNumber()
    {
        int start = _position;
        while (_position < _text.Length && (_text[_position] is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E'))
        {
            _position++;
        }

        string text = _text.Substring(start, _position - start);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            _position = start;
            throw Fail("this is no number");
        }

        return new JsonNode(JsonKinds.Number, start) { Text = text };
    }

    private void Expect(char c)
    {
        SkipBlanks();
        if (Peek() != c)
        {
            throw Fail($"expected '{c}'");
        }

        _position++;
    }

    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private void SkipBlanks()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }
}
