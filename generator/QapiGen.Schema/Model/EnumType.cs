using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Model;

/// <summary>An enumeration: written, predefined (<c>QType</c>) or the implicit one of a simple union.</summary>
public sealed class EnumType : SchemaType
{
    /// <summary>The values, in order.</summary>
    public required EquatableArray<EnumValue> Values { get; init; }

    /// <summary>Prefix of C constants (spec T-7), or null.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether the schema doesn't write it (spec B-1, I-9).</summary>
    public bool IsImplicit { get; init; }
}
