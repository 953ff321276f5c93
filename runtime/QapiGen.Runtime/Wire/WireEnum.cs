using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>The texts of an enum; a value is the position of its text.</summary>
/// <remarks>
/// Lenient reading gives an unknown text a negative number that stands for this text, and for no other, so that nothing is lost when it is written
/// again (QAPI spec W-20). The text is kept at least as long as the client that received it is open, up to 1,024 texts of a client; what a peer sends
/// beyond is refused. After that up to 16,384 texts are remembered, and the oldest forgotten.
/// </remarks>
public sealed class WireEnum
{
    private readonly string _name;
    private readonly string[] _texts;
    private readonly WireNames _names;
    private readonly byte[][] _json;

    /// <summary>Makes the table; generated code does.</summary>
    /// <param name="name">QAPI name of the enum.</param>
    /// <param name="texts">Its texts, in schema order.</param>
    public WireEnum(string name, params string[] texts)
    {
        _name = name;
        _texts = texts;
        _names = new WireNames(name, texts);
        _json = Array.ConvertAll(texts, text => Encoding.UTF8.GetBytes($"\"{text}\""));
    }

    /// <summary>QAPI name of the enum.</summary>
    public string Name => _name;

    /// <summary>The texts that the schema knows, in order.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Reads a value.</summary>
    /// <returns>Its position; negative for an unknown text.</returns>
    /// <exception cref="WireFormatException">It isn't a string, or unknown and reading is strict, or unknown and can't be kept.</exception>
    public int Read(ref Utf8JsonReader reader, WireMode mode)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw WireReader.WrongType(ref reader, "string");
        }

        int value = _names.FindValue(ref reader);
        if (value >= 0)
        {
            return value;
        }

        string text = reader.GetString()!;
        return mode == WireMode.Strict
            ? throw new WireFormatException($"Enum '{_name}' does not accept value '{text}'")
            : UnknownTexts.GetNumber(_name, text);
    }

    /// <summary>Writes a value, also one that the schema doesn't know.</summary>
    /// <exception cref="WireFormatException">The number stands for no text.</exception>
    public void Write(ref WireWriter writer, int value)
    {
        if ((uint)value < (uint)_json.Length)
        {
            writer.Raw(_json[value]);
        }
        else
        {
            writer.String(GetText(value));
        }
    }

    /// <summary>Whether the schema knows the value.</summary>
    public bool IsDefined(int value) => (uint)value < (uint)_texts.Length;

    /// <summary>The text of a value, also of one that the schema doesn't know.</summary>
    /// <exception cref="WireFormatException">The number stands for no text.</exception>
    public string GetText(int value)
    {
        if ((uint)value < (uint)_texts.Length)
        {
            return _texts[value];
        }

        return UnknownTexts.GetText(value) ?? throw new WireFormatException($"{value} is no value of enum '{_name}', or one whose text is forgotten");
    }

    /// <summary>Finds the value of a text that the schema knows.</summary>
    public bool TryParse(string? text, out int value)
    {
        value = Array.IndexOf(_texts, text);
        return value >= 0;
    }
}
