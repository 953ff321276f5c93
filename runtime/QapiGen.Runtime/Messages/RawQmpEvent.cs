using System;
using System.Text.Json;

namespace QapiGen.Runtime.Messages;

/// <summary>An event as it came: its name isn't in the compiled-in schema, or it can't be read.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">Its data; an undefined element if there was none, or if it isn't JSON.</param>
public sealed record RawQmpEvent(string Name, JsonElement Data) : QmpEvent
{
    /// <summary>Why it can't be read as the schema declares it, or at all: a sentence for people; null if nothing is wrong.</summary>
    public string? Fault { get; init; }

    /// <summary>The data's bytes as they came; empty if nothing is wrong.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
