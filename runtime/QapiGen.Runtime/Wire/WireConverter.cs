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
