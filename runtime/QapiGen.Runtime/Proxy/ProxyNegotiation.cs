using System;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Proxy;

/// <summary>Reads the arguments of <c>qmp_capabilities</c>, with QEMU's words for what is wrong with them (QMP spec 7).</summary>
internal static class ProxyNegotiation
{
    /// <summary>Whether the client enables <c>oob</c>.</summary>
    /// <param name="arguments">The arguments as JSON; empty for none.</param>
    /// <param name="offersOutOfBand">Whether it was offered.</param>
    /// <param name="offersLongQueue">Whether <see cref="LongQueue"/> was, too. The proxy's own queue is longer, so that whether it is enabled doesn't matter.</param>
    /// <exception cref="QmpErrorException">The arguments are wrong.</exception>
    public static bool EnablesOutOfBand(ReadOnlySpan<byte> arguments, bool offersOutOfBand, bool offersLongQueue)
    {
        if (arguments.IsEmpty)
        {
            return false;
        }

        var reader = new Utf8JsonReader(arguments, JsonDepth.Reader);
        JsonElement members = JsonElement.ParseValue(ref reader);
        bool enables = members.TryGetProperty("enable", out JsonElement capabilities) && ReadList(capabilities, offersLongQueue);
        foreach (JsonProperty member in members.EnumerateObject())
        {
            if (member.Name != "enable")
            {
                throw new QmpErrorException($"Parameter '{member.Name}' is unexpected");
            }
        }

        return enables && !offersOutOfBand ? throw new QmpErrorException("Capability oob not available") : enables;
    }

    private static bool ReadList(JsonElement capabilities, bool offersLongQueue)
    {
        if (capabilities.ValueKind != JsonValueKind.Array)
        {
            throw new QmpErrorException("Invalid parameter type for 'enable', expected: array");
        }

        int index = 0;
        bool enables = false;
        foreach (JsonElement capability in capabilities.EnumerateArray())
        {
            if (capability.ValueKind != JsonValueKind.String)
            {
                throw new QmpErrorException($"Invalid parameter type for 'enable[{index}]', expected: string");
            }

            if (capability.ValueEquals("oob"))
            {
                enables = true;
            }
            else if (!offersLongQueue || !capability.ValueEquals(LongQueue.Utf8Name))
            {
                throw new QmpErrorException($"Parameter 'enable[{index}]' does not accept value '{capability.GetString()}'");
            }

            index++;
        }

        return enables;
    }
}
