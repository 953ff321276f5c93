using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>['T']</c>.</summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="TCodec">The element's codec.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Codecs are static by contract and used by generated code.")]
public readonly struct ListCodec<T, TCodec> : IWireCodec<IReadOnlyList<T>>
    where TCodec : IWireCodec<T>
{
    /// <inheritdoc/>
    public static IReadOnlyList<T> Read(ref Utf8JsonReader reader, WireMode mode) => ListReader<T, TCodec>.Read(ref reader, mode);

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The list or an element is null.</exception>
    public static void Write(ref WireWriter writer, IReadOnlyList<T> value) => ListWriter<T, TCodec>.Write(ref writer, value);

    /// <inheritdoc cref="ListWriter{T, TCodec}.Write(ref WireWriter, IReadOnlyList{T}, string)"/>
    public static void Write(ref WireWriter writer, IReadOnlyList<T> value, string name) => ListWriter<T, TCodec>.Write(ref writer, value, name);
}

/// <summary>Reads QAPI's <c>['T']</c>.</summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="TCodec">Reads an element.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Codecs are static by contract and used by generated code.")]
public readonly struct ListReader<T, TCodec> : IWireReadable<IReadOnlyList<T>>
    where TCodec : IWireReadable<T>
{
    private const int FirstCapacity = 16;

    /// <inheritdoc/>
    /// <remarks>Elements are gathered in a pooled array; what stays is one array of the right length.</remarks>
    public static IReadOnlyList<T> Read(ref Utf8JsonReader reader, WireMode mode)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw WireReader.WrongType(ref reader, "array");
        }

        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return Array.Empty<T>();
        }

        T[] buffer = BoundedPool<T>.Rent(FirstCapacity);
        int count = 0;
        do
        {
            if (count == buffer.Length)
            {
                buffer = Grow(buffer);
            }

            buffer[count++] = TCodec.Read(ref reader, mode);
            reader.Read();
        }
        while (reader.TokenType != JsonTokenType.EndArray);

        T[] result = buffer.AsSpan(0, count).ToArray();
        Return(buffer, count);
        return result;
    }

    private static T[] Grow(T[] full)
    {
        T[] larger = BoundedPool<T>.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        Return(full, full.Length);
        return larger;
    }

    private static void Return(T[] buffer, int used)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(buffer, 0, used);
        }

        BoundedPool<T>.Return(buffer);
    }
}

/// <summary>Writes QAPI's <c>['T']</c>.</summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="TCodec">Writes an element.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Codecs are static by contract and used by generated code.")]
public readonly struct ListWriter<T, TCodec> : IWireWritable<IReadOnlyList<T>>
    where TCodec : IWireWritable<T>
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The list or an element is null.</exception>
    public static void Write(ref WireWriter writer, IReadOnlyList<T> value) => Write(ref writer, value, nameof(value));

    /// <summary>Writes a list that its user knows by a name.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="value">The list.</param>
    /// <param name="name">Name of the parameter or property, for errors.</param>
    /// <exception cref="ArgumentNullException">The list or an element is null; its parameter is <paramref name="name"/>.</exception>
    public static void Write(ref WireWriter writer, IReadOnlyList<T> value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        writer.BeginArray();
        if (value is T[] array)
        {
            for (int i = 0; i < array.Length; i++)
            {
                TCodec.Write(ref writer, array[i] ?? throw NullElement(name, i));
            }
        }
        else
        {
            for (int i = 0; i < value.Count; i++)
            {
                TCodec.Write(ref writer, value[i] ?? throw NullElement(name, i));
            }
        }

        writer.EndArray();
    }

    private static ArgumentNullException NullElement(string name, int index) => new(name, $"Element {index} of '{name}' is null");
}
