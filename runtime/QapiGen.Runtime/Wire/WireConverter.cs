using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QapiGen.Runtime.Wire;

/// <summary>Lets <see cref="JsonSerializer"/> read and write a generated type through its codec. Reading is lenient.</summary>
/// <typeparam name="T">The type, its own codec.</typeparam>
public sealed class WireConverter<T> : JsonConverter<T>
    where T : IWireCodec<T>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireConversion.Read<T, T>(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        WireConversion.Write<T, T>(writer, value);
}

/// <summary>Lets <see cref="JsonSerializer"/> read and write a generated type, or a branch of one, through a codec. Reading is lenient.</summary>
/// <typeparam name="T">The type, or the branch of a union or alternate.</typeparam>
/// <typeparam name="TWhole">What the codec reads: <typeparamref name="T"/> or the whole union or alternate.</typeparam>
/// <typeparam name="TCodec">The codec.</typeparam>
public sealed class WireCodecConverter<T, TWhole, TCodec> : JsonConverter<T>
    where T : TWhole
    where TCodec : IWireCodec<TWhole>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireConversion.ReadPart<T, TWhole, TCodec>(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        WireConversion.Write<TWhole, TCodec>(writer, value);
}
