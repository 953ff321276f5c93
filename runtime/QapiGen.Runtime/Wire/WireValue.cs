using System;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>A JSON element that compares by value: fields of generated records, and arguments that no schema describes.</summary>
/// <param name="element">The element; undefined stands for none.</param>
public readonly struct WireValue(JsonElement element) : IEquatable<WireValue>, IWireCodec<WireValue>
{
    /// <summary>The element.</summary>
    public JsonElement Element { get; } = element;

    /// <summary>Compares two values: members in any order, numbers by value.</summary>
    public static bool operator ==(WireValue left, WireValue right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    public static bool operator !=(WireValue left, WireValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public static WireValue Read(ref Utf8JsonReader reader, WireMode mode) => new(JsonElement.ParseValue(ref reader));

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, WireValue value) => writer.Element(value.Element);

    /// <inheritdoc/>
    public bool Equals(WireValue other) => JsonElement.DeepEquals(Element, other.Element);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WireValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Element.ValueKind switch
    {
        JsonValueKind.String => Element.GetString()!.GetHashCode(StringComparison.Ordinal),
        JsonValueKind.Array => HashCode.Combine(JsonValueKind.Array, Element.GetArrayLength()),
        JsonValueKind kind => (int)kind,
    };
}
