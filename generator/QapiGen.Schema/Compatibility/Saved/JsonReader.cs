using System.Collections.Generic;
using System.Globalization;
using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Compatibility.Saved;

/// <summary>Reads JSON text; this library has no other JSON reader at hand where it runs inside a compiler.</summary>
internal sealed class JsonReader
{
    // SchemaInfo nests five levels deep; the limit keeps hostile text from exhausting the stack.
    private const int MaxDepth = 64;

    private readonly SchemaFile _file;
    private int _position;
    private int _depth;

    private JsonReader(SchemaFile file) => _file = file;

    private string Source => _file.Text;

    /// <summary>Reads the only value of a text.</summary>
    /// <exception cref="SavedSchemaException">It isn't JSON.</exception>
    public static JsonNode Read(SchemaFile file)
    {
        var reader = new JsonReader(file);
        JsonNode value = reader.ReadValue();
        reader.SkipBlanks();
        return reader._position < reader.Source.Length ? throw reader.Fault("text after the end of the value") : value;
    }

    private JsonNode ReadValue()
    {
        SkipBlanks();
        int start = _position;
        if (++_depth > MaxDepth)
        {
            throw Fault("the value is nested too deeply");
        }

        JsonNode value = Peek() switch
        {
            '{' => ReadObject(start),
            '[' => ReadArray(start),
            '"' => new JsonNode { Kind = JsonNodeKind.String, Start = start, Text = ReadString() },
            _ => ReadWord(start),
        };
        _depth--;
        return value;
    }

    private JsonNode ReadObject(int start)
    {
        var members = new Dictionary<string, JsonNode>();
        _position++;
        if (!Ends('}'))
        {
            do
            {
                SkipBlanks();
                string name = ReadString();
                Expect(':');
                members[name] = ReadValue();
            }
            while (Continues());
            Expect('}');
        }

        return new JsonNode { Kind = JsonNodeKind.Object, Start = start, Members = members };
    }

    private JsonNode ReadArray(int start)
    {
        var elements = new List<JsonNode>();
        _position++;
        if (!Ends(']'))
        {
            do
            {
                elements.Add(ReadValue());
            }
            while (Continues());
            Expect(']');
        }

        return new JsonNode { Kind = JsonNodeKind.Array, Start = start, Elements = elements };
    }

    private JsonNode ReadWord(int start)
    {
        while (_position < Source.Length && (char.IsLetterOrDigit(Source[_position]) || Source[_position] is '-' or '+' or '.'))
        {
            _position++;
        }

        string word = Source.Substring(start, _position - start);
        bool isNumber = double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        if (!isNumber && word is not ("true" or "false" or "null"))
        {
            _position = start;
            throw Fault("expected a JSON value");
        }

        return new JsonNode { Kind = word == "true" ? JsonNodeKind.True : JsonNodeKind.Other, Start = start };
    }

    private string ReadString()
    {
        Expect('"');
        var text = new StringBuilder();
        while (Peek() is char c and not '"')
        {
            if (c < ' ')
            {
                throw Fault("a string isn't closed");
            }

            _position++;
            text.Append(c == '\\' ? ReadEscape() : c);
        }

        _position++;
        return text.ToString();
    }

    private char ReadEscape()
    {
        char c = Peek();
        _position++;
        switch (c)
        {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case '"' or '\\' or '/' or '\'':
                return c;
            case 'u' when _position + 4 <= Source.Length
                && ushort.TryParse(Source.Substring(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _position += 4;
                return (char)code;
            default:
                throw Fault("an unknown escape in a string");
        }
    }

    private bool Ends(char bracket)
    {
        SkipBlanks();
        if (Peek() != bracket)
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool Continues()
    {
        SkipBlanks();
        if (Peek() != ',')
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char c)
    {
        SkipBlanks();
        if (Peek() != c)
        {
            throw Fault($"expected '{c}'");
        }

        _position++;
    }

    // A NUL stands for the end: it is no part of any JSON text.
    private char Peek() => _position < Source.Length ? Source[_position] : '\0';

    private void SkipBlanks()
    {
        while (_position < Source.Length && Source[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private SavedSchemaException Fault(string message) =>
        new(message, new SchemaLocation(_file, new SourceSpan(System.Math.Min(_position, Source.Length), 0)));
}
