using System.Text.Json;

namespace QapiGen.Testing;

/// <summary>A message of a recorded conversation.</summary>
/// <param name="At">Seconds since the recording began.</param>
/// <param name="IsFromServer">Whether the server sent it.</param>
/// <param name="Message">The message; undefined where the bytes were no JSON object.</param>
/// <param name="Raw">The bytes, where they were no JSON object; else empty.</param>
public sealed record RecordedMessage(double At, bool IsFromServer, JsonElement Message, byte[] Raw);
