using System.Text.Json;

namespace QapiGen.Runtime.Messages;

/// <summary>An event as it came, for names that the compiled-in schema doesn't know.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">Its data; an undefined element if there was none.</param>
public sealed record RawQmpEvent(string Name, JsonElement Data) : QmpEvent;
