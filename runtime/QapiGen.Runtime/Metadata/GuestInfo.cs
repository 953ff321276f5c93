using System;
using System.Buffers;
using System.Text.Json;

namespace QapiGen.Runtime.Metadata;

/// <summary>A guest agent's answer to <c>guest-info</c>, as far as it tells what the agent can do.</summary>
/// <remarks>
/// Wire: <c>{"version": "7.2.22", "supported_commands": [{"name": "guest-ping", "enabled": true, "success-response": true}, …]}</c>.
/// Source: QEMU's <c>qga/qapi-schema.json</c>, <c>GuestAgentInfo</c>.
/// </remarks>
internal static class GuestInfo
{
    // No command of the agent has this name as its type's: types and commands share one name space.
    private const string NoMembers = "0";

    /// <summary>Writes it as SchemaInfo: commands that take and return nothing that is known.</summary>
    /// <exception cref="FormatException">It isn't an answer to <c>guest-info</c>.</exception>
    public static ReadOnlySpan<byte> ToSchemaInfo(JsonElement guestInfo)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        try
        {
            writer.WriteStartArray();
            foreach (JsonElement command in guestInfo.GetProperty("supported_commands").EnumerateArray())
            {
                if (command.GetProperty("enabled").GetBoolean())
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", command.GetProperty("name").GetString());
                    writer.WriteString("meta-type", "command");
                    writer.WriteString("arg-type", NoMembers);
                    writer.WriteString("ret-type", NoMembers);
                    writer.WriteEndObject();
                }
            }

            writer.WriteStartObject();
            writer.WriteString("name", NoMembers);
            writer.WriteString("meta-type", "object");
            writer.WriteStartArray("members");
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.Flush();
        }
        catch (Exception e) when (e is InvalidOperationException or System.Collections.Generic.KeyNotFoundException)
        {
            throw new FormatException("This is no answer to 'guest-info'", e);
        }

        return buffer.WrittenSpan;
    }
}
