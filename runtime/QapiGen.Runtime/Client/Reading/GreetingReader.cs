using System;
using System.Collections.Generic;
using System.Text.Json;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>Reads the member <c>QMP</c> of a greeting.</summary>
internal static class GreetingReader
{
    /// <summary>Reads it; <c>version</c> must be an object and <c>capabilities</c> an array, what they hold isn't checked (QMP spec 19.3).</summary>
    /// <exception cref="QmpProtocolException">It is no greeting.</exception>
    public static QmpGreeting Read(ReadOnlySpan<byte> value)
    {
        try
        {
            JsonElement greeting = ReplyJson.ParseElement(value);
            JsonElement version = greeting.GetProperty("version");
            var capabilities = new List<string>();
            foreach (JsonElement capability in greeting.GetProperty("capabilities").EnumerateArray())
            {
                if (capability.ValueKind == JsonValueKind.String)
                {
                    capabilities.Add(capability.GetString()!);
                }
            }

            bool hasPackage = version.TryGetProperty("package", out JsonElement package) && package.ValueKind == JsonValueKind.String;
            return new QmpGreeting(ReadVersion(version), hasPackage ? package.GetString()! : "", capabilities);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new QmpProtocolException("The server's greeting has not the form of one", e);
        }
    }

    private static QmpServerVersion ReadVersion(JsonElement version) =>
        version.TryGetProperty("qemu", out JsonElement qemu) && qemu.ValueKind == JsonValueKind.Object
            ? new QmpServerVersion(ReadNumber(qemu, "major"), ReadNumber(qemu, "minor"), ReadNumber(qemu, "micro"))
            : default;

    private static int ReadNumber(JsonElement qemu, string name) =>
        qemu.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int value) ? value : 0;
}
