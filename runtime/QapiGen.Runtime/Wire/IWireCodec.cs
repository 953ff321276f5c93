using System.Text.Json;
using System.Text.Json.Serialization;

namespace QapiGen.Runtime.Wire;

/// <summary>Reads and writes one type on the wire. Generated records implement it for themselves, or, in a client, the half that it needs.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IWireCodec<T> : IWireReadable<T>, IWireWritable<T>;

/// <summary>Reads one type from the wire.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IWireReadable<T>
{
    /// <summary>Reads a value.</summary>
    /// <param name="reader">Stands on the value's first token; afterwards on its last.</param>
    /// <param name="mode">Strict for command arguments, lenient for results and events.</param>
    /// <exception cref="WireFormatException">The value isn't one of this type.</exception>
    static abstract T Read(ref Utf8JsonReader reader, WireMode mode);
}

/// <summary>Writes one type to the wire.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IWireWritable<T>
{
    /// <summary>Writes a value.</summary>
    static abstract void Write(ref WireWriter writer, T value);
}

/// <summary>How a value is read.</summary>
public enum WireMode : byte
{
    /// <summary>As QEMU reads command arguments: unknown members, enum values and branches are errors (QAPI spec 10.1).</summary>
    Strict,

    /// <summary>As a client must read results and events: what is unknown is skipped or kept (QAPI spec W-20).</summary>
    Lenient,
}

/// <summary>The empty object: arguments of a command that takes none, data of an event that has none.</summary>
public readonly struct NoData : IWireCodec<NoData>
{
    /// <inheritdoc/>
    public static NoData Read(ref Utf8JsonReader reader, WireMode mode)
    {
        WireReader.BeginObject(ref reader);
        while (WireReader.NextMember(ref reader))
        {
            WireReader.UnknownMember(ref reader, mode);
        }

        return default;
    }

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, NoData value)
    {
        writer.BeginObject();
        writer.EndObject();
    }
}

/// <summary>The only value of QAPI's type <c>null</c>.</summary>
[JsonConverter(typeof(WireConverter<QNull>))]
public readonly record struct QNull : IWireCodec<QNull>
{
    /// <summary>The value.</summary>
    public static QNull Value => default;

    /// <inheritdoc/>
    public static QNull Read(ref Utf8JsonReader reader, WireMode mode) =>
        reader.TokenType == JsonTokenType.Null ? default : throw WireReader.WrongType(ref reader, "null");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, QNull value) => writer.Null();

    /// <inheritdoc/>
    public override string ToString() => "null";
}
