using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>A type: built-in, enum, object, alternate or array.</summary>
public abstract class SchemaType : SchemaEntity
{
}

/// <summary>A built-in type (spec 8).</summary>
public sealed class BuiltinType : SchemaType
{
    /// <summary>Which one.</summary>
    public required BuiltinKind Kind { get; init; }
}

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

/// <summary>A value of an enum.</summary>
public sealed class EnumValue
{
    /// <summary>The text on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is written; null if implicit.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Its condition, or null.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Its features, in order.</summary>
    public EquatableArray<Feature> Features { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The array of a type, named <c>TList</c>.</summary>
public sealed class ArrayType : SchemaType
{
    /// <summary>The element's type; never an array.</summary>
    public required SchemaType Element { get; init; }
}

/// <summary>An alternate: a value whose JSON kind tells its type (spec W-8).</summary>
public sealed class AlternateType : SchemaType
{
    /// <summary>The alternatives, in order.</summary>
    public EquatableArray<Alternative> Alternatives { get; internal set; }
}

/// <summary>A branch of an alternate.</summary>
public sealed class Alternative
{
    /// <summary>The branch's name, which doesn't show on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required SchemaType Type { get; init; }

    /// <summary>Where it is written.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Its condition, or null.</summary>
    public Condition? Condition { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
