using System;
using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>Arguments that aren't checked by a schema: a JSON object as it is.</summary>
internal readonly struct ElementArguments : IWireCodec<ElementArguments>
{
    private readonly byte[] _json;

    public ElementArguments(JsonElement arguments) => _json = JsonSerializer.SerializeToUtf8Bytes(arguments, ElementJson.Default.JsonElement);

    public ElementArguments(ReadOnlySpan<byte> json) => _json = json.ToArray();

    public static ElementArguments Read(ref Utf8JsonReader reader, WireMode mode) => throw new NotSupportedException("Arguments are only written");

    public static void Write(ref WireWriter writer, ElementArguments value) => writer.Raw(value._json);
}
