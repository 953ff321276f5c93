using System.Text.Json;
using System.Text.Json.Serialization;

namespace QapiGen.Runtime.Wire;

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
