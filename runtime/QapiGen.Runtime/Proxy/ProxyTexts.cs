using System;
using System.Globalization;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Proxy;

/// <summary>Messages that the proxy writes itself.</summary>
internal static class ProxyTexts
{
    public const string Lost = "The connection to the server was lost; whether the command was executed isn't known";
    public const string NotConnected = "There is no connection to the server";

    /// <summary>The greeting for clients: the server's version, and what the proxy can pass on.</summary>
    public static byte[] Greeting(JsonElement greeting, bool offersOutOfBand, bool offersLongQueue)
    {
        using var output = new PooledList<byte>(0);
        output.AddRange("{\"QMP\": {\"version\": "u8);
        var writer = new WireWriter(output);
        writer.Element(greeting.GetProperty("version"));
        writer.Flush();
        output.AddRange(offersOutOfBand ? ", \"capabilities\": [\"oob\""u8 : ", \"capabilities\": ["u8);
        if (offersLongQueue)
        {
            output.AddRange(", \""u8);
            output.AddRange(LongQueue.Utf8Name);
            output.AddRange("\""u8);
        }

        output.AddRange("]}}\r\n"u8);
        return output.Span.ToArray();
    }

    public static void WriteError(PooledList<byte> output, ReadOnlySpan<byte> id, QmpErrorClass errorClass, string text)
    {
        output.AddRange("{"u8);
        WriteId(output, id);
        output.AddRange(errorClass == QmpErrorClass.CommandNotFound ? "\"error\": {\"class\": \"CommandNotFound\", \"desc\": "u8 : "\"error\": {\"class\": \"GenericError\", \"desc\": "u8);
        var writer = new WireWriter(output);
        writer.String(text);
        writer.Flush();
        output.AddRange("}}\r\n"u8);
    }

    public static void WriteEmptyResult(PooledList<byte> output, ReadOnlySpan<byte> id)
    {
        output.AddRange("{"u8);
        WriteId(output, id);
        output.AddRange("\"return\": {}}\r\n"u8);
    }

    /// <summary>An event of the proxy's own; <paramref name="count"/> is its only datum, 0 for none.</summary>
    public static void WriteEvent(PooledList<byte> output, ReadOnlySpan<byte> name, DateTimeOffset at, long count)
    {
        output.AddRange("{\"timestamp\": {\"seconds\": "u8);
        WriteNumber(output, at.ToUnixTimeSeconds());
        output.AddRange(", \"microseconds\": "u8);
        WriteNumber(output, at.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        output.AddRange("}, \"event\": \""u8);
        output.AddRange(name);
        if (count == 0)
        {
            output.AddRange("\"}\r\n"u8);
            return;
        }

        output.AddRange("\", \"data\": {\"count\": "u8);
        WriteNumber(output, count);
        output.AddRange("}}\r\n"u8);
    }

    /// <summary>A command of the proxy's own.</summary>
    public static void WriteCloseDescriptor(PooledList<byte> output, string name, long id)
    {
        output.AddRange("{\"execute\": \"closefd\", \"arguments\": {\"fdname\": "u8);
        var writer = new WireWriter(output);
        writer.String(name);
        writer.Flush();
        output.AddRange("}, \"id\": "u8);
        WriteNumber(output, id);
        output.AddRange("}\r\n"u8);
    }

    /// <summary>Writes a number in digits.</summary>
    public static void WriteNumber(PooledList<byte> output, long number)
    {
        Span<byte> digits = output.GetSpan(20);
        number.TryFormat(digits, out int count, provider: CultureInfo.InvariantCulture);
        output.Advance(count);
    }

    private static void WriteId(PooledList<byte> output, ReadOnlySpan<byte> id)
    {
        if (!id.IsEmpty)
        {
            output.AddRange("\"id\": "u8);
            output.AddRange(id);
            output.AddRange(", "u8);
        }
    }
}
