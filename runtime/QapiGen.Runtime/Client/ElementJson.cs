using System.Text.Json;
using System.Text.Json.Serialization;

namespace QapiGen.Runtime.Client;

/// <summary>Writes JSON elements without reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ElementJson : JsonSerializerContext;
