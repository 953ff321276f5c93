using System.Text.Json;
using System.Text.Json.Serialization;

namespace QapiGen.Runtime.Wire;

/// <summary>QAPI's predefined enum <c>QType</c>: the kinds of JSON values (QAPI spec B-1).</summary>
[JsonConverter(typeof(WireCodecConverter<QType, QType, QTypeCodec>))]
public enum QType
{
    /// <summary><c>none</c>.</summary>
    None,

    /// <summary><c>qnull</c>.</summary>
    Qnull,

    /// <summary><c>qnum</c>.</summary>
    Qnum,

    /// <summary><c>qstring</c>.</summary>
    Qstring,

    /// <summary><c>qdict</c>.</summary>
    Qdict,

    /// <summary><c>qlist</c>.</summary>
    Qlist,

    /// <summary><c>qbool</c>.</summary>
    Qbool,
}

/// <summary>Reads and writes <see cref="QType"/>.</summary>
public readonly struct QTypeCodec : IWireCodec<QType>
{
    /// <summary>The texts of the values.</summary>
    public static WireEnum Table { get; } = new("QType", "none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool");

    /// <inheritdoc/>
    public static QType Read(ref Utf8JsonReader reader, WireMode mode) => (QType)Table.Read(ref reader, mode);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, QType value) => Table.Write(ref writer, (int)value);
}
