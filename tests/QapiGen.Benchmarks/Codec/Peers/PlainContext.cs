using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace QapiGen.Benchmarks.Codec.Peers;

/// <summary>System.Text.Json's source generation, set to what the wire asks for: absent instead of null.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlainTaskInfo))]
[JsonSerializable(typeof(List<PlainDevice>))]
[JsonSerializable(typeof(IReadOnlyList<PlainDevice>))]
[JsonSerializable(typeof(PlainNode))]
internal sealed partial class PlainContext : JsonSerializerContext;
