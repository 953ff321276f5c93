using System;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Proxy;

/// <summary>Commands of QEMU that pass and do what another command does that doesn't.</summary>
/// <remarks>
/// <c>transaction</c> has actions of the names of commands; <c>object-add</c> makes monitors from 11.1, over which everything passes. The
/// monitor for people, <c>human-monitor-command</c>, has commands of its own: <see cref="QmpProxyPolicy.Detours"/>.
/// </remarks>
internal static class ProxyDetours
{
    /// <summary>Finds what a command would do that doesn't pass.</summary>
    /// <returns>What a server says that doesn't have it; null if there is no such thing.</returns>
    public static string? Find(ReadOnlySpan<byte> command, ReadOnlySpan<byte> arguments, QmpProxyPolicy policy)
    {
        if (policy.AllowsEverything || arguments.IsEmpty)
        {
            return null;
        }

        return command.SequenceEqual("transaction"u8) ? FindAction(arguments, policy)
            : command.SequenceEqual("object-add"u8) ? FindMonitor(arguments)
            : null;
    }

    private static string? FindAction(ReadOnlySpan<byte> arguments, QmpProxyPolicy policy)
    {
        var reader = new Utf8JsonReader(arguments, JsonDepth.Reader);
        if (!Enter(ref reader, "actions"u8) || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? denied = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String && reader.GetString() is { } action && policy.Denies(action))
                {
                    denied = action;
                }

                reader.Skip();
            }

            if (denied is not null)
            {
                return NotAccepted("type", denied);
            }
        }

        return null;
    }

    private static string? FindMonitor(ReadOnlySpan<byte> arguments)
    {
        var reader = new Utf8JsonReader(arguments, JsonDepth.Reader);
        return Enter(ref reader, "qom-type"u8) && reader.TokenType == JsonTokenType.String
            && reader.GetString() is { } type && type.StartsWith("monitor-", StringComparison.Ordinal)
            ? NotAccepted("qom-type", type)
            : null;
    }

    /// <summary>Goes to the value of a member of the outermost object.</summary>
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> member)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isIt = reader.ValueTextEquals(member);
            reader.Read();
            if (isIt)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static string NotAccepted(string parameter, string value) => $"Parameter '{parameter}' does not accept value '{value}'";
}
