using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Dashboard.Servers;

/// <summary>JSON as bytes without white space, numbers as they came.</summary>
internal static class JsonBytes
{
    // What servers say, and an object or two of ours around it.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = WireJson.MaxDepth + 8 };

    /// <summary>Writes a value.</summary>
    /// <exception cref="InvalidOperationException">It has texts that aren't Unicode.</exception>
    public static byte[] Of(JsonElement value) => Write(writer => value.WriteTo(writer));

    /// <summary>Writes a value, if it can be written.</summary>
    /// <returns>False if it has texts that aren't Unicode: half a pair of surrogates.</returns>
    public static bool TryWrite(JsonElement value, out byte[] bytes)
    {
        try
        {
            bytes = Of(value);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            bytes = [];
            return false;
        }
    }

    /// <summary>Writes whatever a method writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
