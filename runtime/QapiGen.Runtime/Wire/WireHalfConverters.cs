using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QapiGen.Runtime.Wire;

/// <summary>Lets <see cref="JsonSerializer"/> read a generated type that its program only receives. Reading is lenient.</summary>
/// <typeparam name="T">The type, or the branch of a union or alternate.</typeparam>
/// <typeparam name="TWhole">What is read: <typeparamref name="T"/> or the whole union or alternate.</typeparam>
public sealed class WireReadConverter<T, TWhole> : JsonConverter<T>
    where T : TWhole
    where TWhole : IWireReadable<TWhole>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireConversion.ReadPart<T, TWhole, TWhole>(ref reader);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException($"{typeof(TWhole).Name} can't be written: its code was generated for a role that only receives it. Codecs=\"Both\" of the QapiSchema item changes that.");
}

/// <summary>Lets <see cref="JsonSerializer"/> write a generated type that its program only sends.</summary>
/// <typeparam name="T">The type, or the branch of a union or alternate.</typeparam>
/// <typeparam name="TWhole">What is written: <typeparamref name="T"/> or the whole union or alternate.</typeparam>
public sealed class WireWriteConverter<T, TWhole> : JsonConverter<T>
    where T : TWhole
    where TWhole : IWireWritable<TWhole>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException($"{typeof(TWhole).Name} can't be read: its code was generated for a role that only sends it. Codecs=\"Both\" of the QapiSchema item changes that.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        WireConversion.Write<TWhole, TWhole>(writer, value);
}
