using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>str</c> (QAPI spec W-11).</summary>
public readonly struct StringCodec : IWireCodec<string>
{
    /// <inheritdoc/>
    public static string Read(ref Utf8JsonReader reader, WireMode mode) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw WireReader.WrongType(ref reader, "string");

    /// <inheritdoc/>
    /// <exception cref="System.ArgumentNullException"><paramref name="value"/> is null.</exception>
    public static void Write(ref WireWriter writer, string value) => writer.String(WireWriter.Required(value, nameof(value)));
}

/// <summary>Codec of QAPI's <c>bool</c> (QAPI spec W-11).</summary>
public readonly struct BooleanCodec : IWireCodec<bool>
{
    /// <inheritdoc/>
    public static bool Read(ref Utf8JsonReader reader, WireMode mode) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw WireReader.WrongType(ref reader, "boolean");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, bool value) => writer.Boolean(value);
}

/// <summary>Codec of QAPI's <c>number</c> (QAPI spec W-11).</summary>
public readonly struct DoubleCodec : IWireCodec<double>
{
    /// <inheritdoc/>
    public static double Read(ref Utf8JsonReader reader, WireMode mode) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw WireReader.WrongType(ref reader, "number");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, double value) => writer.Double(value);
}

/// <summary>Codec of QAPI's <c>int8</c> (QAPI spec W-10).</summary>
public readonly struct Int8Codec : IWireCodec<sbyte>
{
    /// <inheritdoc/>
    public static sbyte Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) && value is >= sbyte.MinValue and <= sbyte.MaxValue
            ? (sbyte)value
            : throw WireReader.WrongType(ref reader, "int8");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, sbyte value) => writer.Int64(value);
}

/// <summary>Codec of QAPI's <c>int16</c> (QAPI spec W-10).</summary>
public readonly struct Int16Codec : IWireCodec<short>
{
    /// <inheritdoc/>
    public static short Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) && value is >= short.MinValue and <= short.MaxValue
            ? (short)value
            : throw WireReader.WrongType(ref reader, "int16");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, short value) => writer.Int64(value);
}

/// <summary>Codec of QAPI's <c>int32</c> (QAPI spec W-10).</summary>
public readonly struct Int32Codec : IWireCodec<int>
{
    /// <inheritdoc/>
    public static int Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw WireReader.WrongType(ref reader, "int32");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, int value) => writer.Int64(value);
}

/// <summary>Codec of QAPI's <c>int</c> and <c>int64</c> (QAPI spec W-10).</summary>
public readonly struct Int64Codec : IWireCodec<long>
{
    /// <inheritdoc/>
    public static long Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) ? value : throw WireReader.WrongType(ref reader, "int");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, long value) => writer.Int64(value);
}

/// <summary>Codec of QAPI's <c>uint8</c> (QAPI spec W-10).</summary>
public readonly struct UInt8Codec : IWireCodec<byte>
{
    /// <inheritdoc/>
    public static byte Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) && value <= byte.MaxValue
            ? (byte)value
            : throw WireReader.WrongType(ref reader, "uint8");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, byte value) => writer.UInt64(value);
}

/// <summary>Codec of QAPI's <c>uint16</c> (QAPI spec W-10).</summary>
public readonly struct UInt16Codec : IWireCodec<ushort>
{
    /// <inheritdoc/>
    public static ushort Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) && value <= ushort.MaxValue
            ? (ushort)value
            : throw WireReader.WrongType(ref reader, "uint16");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, ushort value) => writer.UInt64(value);
}

/// <summary>Codec of QAPI's <c>uint32</c> (QAPI spec W-10).</summary>
public readonly struct UInt32Codec : IWireCodec<uint>
{
    /// <inheritdoc/>
    public static uint Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) && value <= uint.MaxValue
            ? (uint)value
            : throw WireReader.WrongType(ref reader, "uint32");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, uint value) => writer.UInt64(value);
}

/// <summary>Codec of QAPI's <c>uint64</c> and <c>size</c>; takes negative numbers too, which wrap (QAPI spec W-10).</summary>
public readonly struct UInt64Codec : IWireCodec<ulong>
{
    /// <inheritdoc/>
    public static ulong Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) ? value : throw WireReader.WrongType(ref reader, "uint64");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, ulong value) => writer.UInt64(value);
}

/// <summary>Codec of QAPI's <c>any</c> (QAPI spec W-11).</summary>
public readonly struct JsonElementCodec : IWireCodec<JsonElement>
{
    /// <inheritdoc/>
    public static JsonElement Read(ref Utf8JsonReader reader, WireMode mode) =>
        JsonElement.ParseValue(ref reader);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, JsonElement value) => writer.Element(value);
}
