using System;
using System.Buffers.Text;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>Writes requests.</summary>
/// <remarks>
/// Wire: <c>{"execute": "query-jobs", "arguments": {…}, "id": 7}</c> and a line feed, which a server doesn't need and a proxy
/// that reads lines does. Source: QMP spec 8, 19.4.
/// </remarks>
internal static class RequestEncoder
{
    /// <summary>Writes a request with arguments of the schema.</summary>
    public static void Write<TArguments>(PooledList<byte> output, ReadOnlySpan<byte> command, bool outOfBand, in TArguments arguments, long id)
        where TArguments : IWireWritable<TArguments>
    {
        Begin(output, command, outOfBand);
        if (typeof(TArguments) != typeof(NoData))
        {
            output.AddRange(", \"arguments\": "u8);
            var writer = new WireWriter(output);
            TArguments.Write(ref writer, arguments);
            writer.Flush();
        }

        End(output, id);
    }

    private static void Begin(PooledList<byte> output, ReadOnlySpan<byte> command, bool outOfBand)
    {
        output.AddRange(outOfBand ? "{\"exec-oob\": \""u8 : "{\"execute\": \""u8);
        output.AddRange(command);
        output.AddRange("\""u8);
    }

    private static void End(PooledList<byte> output, long id)
    {
        output.AddRange(", \"id\": "u8);
        Utf8Formatter.TryFormat(id, output.GetSpan(20), out int written);
        output.Advance(written);
        output.AddRange("}\n"u8);
    }
}
