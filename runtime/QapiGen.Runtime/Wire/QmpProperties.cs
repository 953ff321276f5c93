using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Arguments that the schema doesn't declare, such as the properties of a device: names and values, in order.</summary>
/// <remarks>
/// <code>new QmpProperties { { "netdev", "net0" }, { "mac", "52:54:00:12:34:56" }, { "romfile", "" }, { "multifunction", true } }</code>
/// Wire: the members of an object. QEMU takes a device's property as the type that the property has; <c>"on"</c> for a boolean is the command line's form only.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is what QEMU calls properties.")]
public sealed class QmpProperties : IEnumerable<KeyValuePair<string, JsonElement>>, IWireCodec<QmpProperties>
{
    private readonly List<KeyValuePair<string, JsonElement>> _items = [];

    /// <summary>Number of properties.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a text.</summary>
    /// <exception cref="ArgumentNullException">Name or value is null.</exception>
    /// <exception cref="ArgumentException">The name is there already.</exception>
    public void Add(string name, string value) => Put<string, StringCodec>(name, WireWriter.Required(value, name));

    /// <summary>Adds a whole number.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string name, long value) => Put<long, Int64Codec>(name, value);

    /// <summary>Adds a whole number.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string name, ulong value) => Put<ulong, UInt64Codec>(name, value);

    /// <summary>Adds a number.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    /// <exception cref="WireFormatException">The number is infinite or none; JSON has no notation for it.</exception>
    public void Add(string name, double value) => Put<double, DoubleCodec>(name, value);

    /// <summary>Adds a truth value.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string name, bool value) => Put<bool, BooleanCodec>(name, value);

    /// <summary>Adds any JSON value.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    /// <exception cref="ArgumentException">The name is there already, or the element is undefined.</exception>
    public void Add(string name, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            throw new ArgumentException($"Property '{name}' has an undefined JSON element", nameof(value));
        }

        if (_items.Exists(item => item.Key == name))
        {
            throw new ArgumentException($"Property '{name}' is given twice", nameof(name));
        }

        _items.Add(new(name, value));
    }

    /// <summary>Adds a value of a type of a schema.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <returns>This.</returns>
    /// <inheritdoc cref="Add(string, string)"/>
    public QmpProperties Put<T, TCodec>(string name, T value)
        where TCodec : IWireWritable<T>
    {
        Add(name, WireJson.Deserialize<JsonElement, JsonElementCodec>(WireJson.Serialize<T, TCodec>(value), WireMode.Lenient));
        return this;
    }

    /// <summary>Adds a value of a type of a schema, unless it is null.</summary>
    /// <inheritdoc cref="Put{T, TCodec}(string, T)"/>
    public QmpProperties PutOptional<T, TCodec>(string name, T? value)
        where T : class
        where TCodec : IWireWritable<T> => value is null ? this : Put<T, TCodec>(name, value);

    /// <inheritdoc cref="PutOptional{T, TCodec}(string, T)"/>
    public QmpProperties PutOptional<T, TCodec>(string name, T? value)
        where T : struct
        where TCodec : IWireWritable<T> => value is { } given ? Put<T, TCodec>(name, given) : this;

    /// <summary>Adds other properties; null for none.</summary>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">A name is there already.</exception>
    public QmpProperties AddRange(QmpProperties? others)
    {
        foreach (KeyValuePair<string, JsonElement> item in others?.AsEnumerable() ?? [])
        {
            Add(item.Key, item.Value);
        }

        return this;
    }

    /// <inheritdoc/>
    public static QmpProperties Read(ref Utf8JsonReader reader, WireMode mode)
    {
        WireReader.BeginObject(ref reader);
        var read = new QmpProperties();
        while (WireReader.NextMember(ref reader))
        {
            string name = reader.GetString()!;
            reader.Read();
            read._items.RemoveAll(item => item.Key == name);
            read._items.Add(new(name, JsonElementCodec.Read(ref reader, mode)));
        }

        return read;
    }

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, QmpProperties value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.BeginObject();
        foreach (KeyValuePair<string, JsonElement> item in value._items)
        {
            writer.Member(item.Key.AsSpan());
            writer.Element(item.Value);
        }

        writer.EndObject();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
