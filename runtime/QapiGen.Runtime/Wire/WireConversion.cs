using System;
using System.Buffers;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>What the converters for <see cref="JsonSerializer"/> share.</summary>
internal static class WireConversion
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    internal static T Read<T, TCodec>(ref Utf8JsonReader reader)
        where TCodec : IWireCodec<T>
    {
        try
        {
            return TCodec.Read(ref reader, WireMode.Lenient);
        }
        catch (WireFormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    internal static void Write<T, TCodec>(Utf8JsonWriter writer, T value)
        where TCodec : IWireCodec<T>
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        ArrayBufferWriter<byte> buffer = _buffer ?? new ArrayBufferWriter<byte>();
        _buffer = null;
        WireJson.Serialize<T, TCodec>(buffer, value);
        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        buffer.ResetWrittenCount();
        _buffer = buffer;
    }
}
