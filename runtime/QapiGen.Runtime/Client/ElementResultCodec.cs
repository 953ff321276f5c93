using System;
using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>Keeps a result as it came.</summary>
internal readonly struct ElementResultCodec : IWireCodec<JsonElement>
{
    public static JsonElement Read(ref Utf8JsonReader reader, WireMode mode) => JsonElement.ParseValue(ref reader);

    public static void Write(ref WireWriter writer, JsonElement value) => throw new NotSupportedException("Results are only read");
}
