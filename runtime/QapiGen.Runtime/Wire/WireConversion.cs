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
        where TCodec : IWireReadable<T>
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

    /// <summary>Reads a union or alternate that is to have one branch.</summary>
    internal static T ReadPart<T, TWhole, TCodec>(ref Utf8JsonReader reader)
        where T : TWhole
        where TCodec : IWireReadable<TWhole> =>
        Read<TWhole, TCodec>(ref reader) is T value
            ? value
            : throw new JsonException($"The JSON value is another kind of {typeof(TWhole).Name} than {typeof(T).Name}");

    internal static void Write<T, TCodec>(Utf8JsonWriter writer, T value)
        where TCodec : IWireWritable<T>
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
