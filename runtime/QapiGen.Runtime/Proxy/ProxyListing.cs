using System;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Proxy;

/// <summary>Takes the commands that don't pass out of what a server says about itself, so that clients which ask first don't try them.</summary>
internal static class ProxyListing
{
    /// <summary>Whether a command lists commands: <c>query-commands</c>, and <c>query-qmp-schema</c>, whose entries have a <c>meta-type</c>.</summary>
    public static bool Lists(ReadOnlySpan<byte> command) => command.SequenceEqual("query-commands"u8) || command.SequenceEqual("query-qmp-schema"u8);

    /// <summary>Writes a list without the entries of commands that don't pass; what isn't such a list as it is.</summary>
    public static void Write(ReadOnlySpan<byte> list, QmpProxyPolicy policy, PooledList<byte> output)
    {
        int start = output.Count;
        try
        {
            WriteEntries(list, policy, output);
        }
        catch (JsonException)
        {
            // Not ours to judge: the client gets it as it came.
            output.Truncate(start);
            output.AddRange(list);
        }
    }

    private static void WriteEntries(ReadOnlySpan<byte> list, QmpProxyPolicy policy, PooledList<byte> output)
    {
        var reader = new Utf8JsonReader(list, JsonDepth.Reader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            output.AddRange(list);
            return;
        }

        output.AddRange("["u8);
        bool isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            bool passes = Passes(ref reader, policy);
            if (!passes)
            {
                continue;
            }

            output.AddRange(isFirst ? default : ", "u8);
            output.AddRange(list[start..(int)reader.BytesConsumed]);
            isFirst = false;
        }

        output.AddRange("]"u8);
    }

    /// <summary>Reads one entry to its end.</summary>
    private static bool Passes(ref Utf8JsonReader reader, QmpProxyPolicy policy)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return true;
        }

        string? name = null;
        bool isCommand = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            bool isName = reader.ValueTextEquals("name"u8);
            bool isKind = reader.ValueTextEquals("meta-type"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isName)
            {
                name = reader.GetString();
            }
            else if (isKind)
            {
                isCommand = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("command"u8);
            }

            reader.Skip();
        }

        return !isCommand || name is null or "qmp_capabilities" || policy.Allows(name);
    }
}
