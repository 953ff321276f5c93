using System.Text.Json;

namespace QapiGen.Runtime.Wire;

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
