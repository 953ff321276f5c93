using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace QapiGen.Compatibility.Configuration;

/// <summary>A line <c>key = value</c> of a TOML file.</summary>
/// <param name="Table">The table it is in; empty at the top.</param>
/// <param name="Key">Its key.</param>
/// <param name="Values">The string, or the strings of an array.</param>
/// <param name="IsArray">Whether it is an array.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record TomlEntry(string Table, string Key, IReadOnlyList<string> Values, bool IsArray, int Line);

/// <summary>Reads the part of TOML 1.0 that a configuration needs: tables, strings and arrays of strings; everything else is a fault.</summary>
/// <remarks>Written by hand, since what a compiler loads may bring no library along that the compiler has in another version.</remarks>
internal sealed class TomlReader
{
    // Editors of Windows write one; TOML says to leave it aside.
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _text;
    private readonly List<TomlEntry> _entries = new();
    private int _position;
    private int _line = 1;

    private TomlReader(string text) => _text = text;

    /// <summary>Reads a text.</summary>
    /// <exception cref="TomlException">It isn't what this reads.</exception>
    public static IReadOnlyList<TomlEntry> Read(string text)
    {
        var reader = new TomlReader(text.TrimStart(ByteOrderMark).Replace("\r\n", "\n"));
        reader.ReadAll();
        return reader._entries;
    }

    private void ReadAll()
    {
        string table = string.Empty;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (SkipBlank(); _position < _text.Length; SkipBlank())
        {
            int line = _line;
            if (Take('['))
            {
                table = ReadKey();
                Expect(']');
            }
            else
            {
                string key = ReadKey();
                Expect('=');
                SkipSpaces();
                bool isArray = Peek() == '[';
                _entries.Add(new TomlEntry(table, key, isArray ? ReadArray() : [ReadString()], isArray, line));
                key = table + "." + key;
                _ = seen.Add(key) ? true : throw Fail($"'{key.TrimStart('.')}' is there twice");
            }

            SkipSpaces();
            if (_position < _text.Length && Peek() is not ('\n' or '#'))
            {
                throw Fail("a line holds one key and its value");
            }
        }
    }

    private string ReadKey()
    {
        SkipSpaces();
        if (Peek() is '"' or '\'')
        {
            string quoted = ReadString();
            SkipSpaces();
            return quoted;
        }

        int start = _position;
        while (Peek() is '-' or '_' or (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
        {
            _position++;
        }

        string key = _text.Substring(start, _position - start);
        SkipSpaces();
        return key.Length > 0 ? key : throw Fail("a key was expected");
    }

    private List<string> ReadArray()
    {
        var values = new List<string>();
        Expect('[');
        for (SkipBlank(); !Take(']'); SkipBlank())
        {
            values.Add(ReadString());
            SkipBlank();
            if (Peek() != ']')
            {
                Expect(',');
            }
        }

        return values;
    }

    private string ReadString()
    {
        char quote = Peek();
        if (quote is not ('"' or '\''))
        {
            throw Fail("a string in quotes was expected");
        }

        _position++;
        var text = new StringBuilder();
        while (Peek() != quote)
        {
            char next = Peek();
            _ = next is '\n' or '\0' ? throw Fail("a string doesn't end") : next;
            _position++;
            text.Append(next == '\\' && quote == '"' ? ReadEscape() : next.ToString());
        }

        _position++;
        return text.ToString();
    }

    private string ReadEscape()
    {
        char kind = Peek();
        _position++;
        switch (kind)
        {
            case 'n': return "\n";
            case 't': return "\t";
            case 'r': return "\r";
            case 'b': return "\b";
            case 'f': return "\f";
            case '"' or '\\': return kind.ToString();
            case 'u' or 'U':
                int length = kind == 'u' ? 4 : 8;
                if (_position + length <= _text.Length
                    && int.TryParse(_text.Substring(_position, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                    && code is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF))
                {
                    _position += length;
                    return char.ConvertFromUtf32(code);
                }

                break;
        }

        throw Fail($"'\\{kind}' means nothing in a string");
    }

    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private bool Take(char c)
    {
        bool isThere = Peek() == c;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(char c)
    {
        SkipSpaces();
        _ = Take(c) ? true : throw Fail($"'{c}' was expected");
    }

    private void SkipSpaces()
    {
        while (Peek() is ' ' or '\t')
        {
            _position++;
        }
    }

    private void SkipBlank()
    {
        for (SkipSpaces(); Peek() is '\n' or '#'; SkipSpaces())
        {
            if (Take('\n'))
            {
                _line++;
                continue;
            }

            while (_position < _text.Length && Peek() != '\n')
            {
                _position++;
            }
        }
    }

    private TomlException Fail(string what) => new(_line, what);
}

/// <summary>A text that isn't what <see cref="TomlReader"/> reads.</summary>
internal sealed class TomlException : FormatException
{
    /// <summary>Makes the exception.</summary>
    public TomlException(int line, string message)
        : base(message) => Line = line;

    /// <summary>The line, from 1.</summary>
    public int Line { get; }
}
