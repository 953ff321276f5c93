using System;
using System.Buffers;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Values to JSON text and back, in one piece.</summary>
public static class WireJson
{
    /// <summary>Deepest nesting of brackets and braces that is read: QEMU's limit (QMP spec 3.1).</summary>
    public const int MaxDepth = JsonDepth.Most;

    /// <summary>Writes a value in QEMU's layout.</summary>
    public static byte[] Serialize<T, TCodec>(T value)
        where TCodec : IWireWritable<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        Serialize<T, TCodec>(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a value in QEMU's layout.</summary>
    public static void Serialize<T, TCodec>(IBufferWriter<byte> output, T value)
        where TCodec : IWireWritable<T>
    {
        var writer = new WireWriter(output);
        TCodec.Write(ref writer, value);
        writer.Flush();
    }

    /// <inheritdoc cref="Serialize{T, TCodec}(T)"/>
    public static byte[] Serialize<T>(T value)
        where T : IWireWritable<T> => Serialize<T, T>(value);

    /// <summary>Reads a value; nothing may follow it.</summary>
    /// <exception cref="WireFormatException">The value isn't one of the type.</exception>
    /// <exception cref="JsonException">The text isn't JSON.</exception>
    public static T Deserialize<T, TCodec>(ReadOnlySpan<byte> json, WireMode mode)
        where TCodec : IWireReadable<T>
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        T value = TCodec.Read(ref reader, mode);
        reader.Read();
        return value;
    }

    /// <inheritdoc cref="Deserialize{T, TCodec}(ReadOnlySpan{byte}, WireMode)"/>
    public static T Deserialize<T>(ReadOnlySpan<byte> json, WireMode mode)
        where T : IWireReadable<T> => Deserialize<T, T>(json, mode);

    /// <summary>Reads an object and writes it again without some members.</summary>
    internal static byte[] Rest(ref Utf8JsonReader reader, WireNames others)
    {
        // Disposed of at once: whoever reads what is left may come here again, level by level.
        using JsonDocument whole = JsonDocument.ParseValue(ref reader);
        return Without(whole.RootElement, others);
    }

    private static byte[] Without(JsonElement whole, WireNames others)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(buffer);
        writer.BeginObject();
        foreach (JsonProperty member in whole.EnumerateObject())
        {
            if (others.Find(System.Text.Encoding.UTF8.GetBytes(member.Name)) < 0)
            {
                writer.Member(member.Name);
                writer.Element(member.Value);
            }
        }

        writer.EndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
