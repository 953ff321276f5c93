using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Wire;

/// <summary>A type as the wire knows it. The name serves messages; nothing is compared by it.</summary>
internal abstract class WireType
{
    /// <summary>The name that a path begins with: of an implicit type its definition's; null where introspection masks it.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the schema writes it under this name.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Names of its features, in order: what clients probe for.</summary>
    public IReadOnlyList<string> Features { get; init; } = Array.Empty<string>();

    /// <summary>When those of its features are there that aren't always; nothing of what introspection shows.</summary>
    public IReadOnlyDictionary<string, Condition> FeatureConditions { get; init; } = NoConditions.Instance;

    /// <summary>The kind of its JSON values: what tells an alternate's branches apart (spec W-8). An alternate has none of its own.</summary>
    public abstract JsonKinds JsonKinds { get; }

    /// <summary>What to call it in a message.</summary>
    public virtual string Description => IsNamed && Name is not null ? $"'{Name}'" : KindDescription;

    /// <summary>The kind in words.</summary>
    protected abstract string KindDescription { get; }

    /// <inheritdoc/>
    public override string ToString() => Description;
}

/// <summary>An array.</summary>
internal sealed class WireArray : WireType
{
    /// <summary>The element's type.</summary>
    public WireType Element { get; set; } = null!;

    /// <inheritdoc/>
    public override JsonKinds JsonKinds => JsonKinds.Array;

    /// <inheritdoc/>
    public override string Description => $"a list of {Element.Description}";

    /// <inheritdoc/>
    protected override string KindDescription => "a list";
}

/// <summary>An enum.</summary>
internal sealed class WireEnumType : WireType
{
    private NamedElements<WireEnumValue> _values = NamedElements<WireEnumValue>.None;

    /// <summary>The values, in order.</summary>
    public IReadOnlyList<WireEnumValue> Values
    {
        get => _values.All;
        set => _values = new NamedElements<WireEnumValue>(value);
    }

    /// <summary>Prefix of C constants, or null.</summary>
    public string? Prefix { get; init; }

    /// <inheritdoc/>
    public override JsonKinds JsonKinds => JsonKinds.String;

    /// <inheritdoc/>
    protected override string KindDescription => "an enum";

    /// <summary>The value of a name, or null.</summary>
    public WireEnumValue? Find(string name) => _values.Find(name);
}

/// <summary>A value of an enum.</summary>
internal sealed class WireEnumValue : WireElement
{
}

/// <summary>An alternate.</summary>
internal sealed class WireAlternate : WireType
{
    /// <summary>The alternatives, in order.</summary>
    public IReadOnlyList<WireAlternative> Alternatives { get; set; } = Array.Empty<WireAlternative>();

    /// <inheritdoc/>
    public override JsonKinds JsonKinds => JsonKinds.None;

    /// <inheritdoc/>
    protected override string KindDescription => "an alternate";

    /// <summary>The alternative that takes values of JSON kinds, or null.</summary>
    public WireAlternative? Find(JsonKinds kinds)
    {
        foreach (WireAlternative alternative in Alternatives)
        {
            if (alternative.Type.JsonKinds == kinds)
            {
                return alternative;
            }
        }

        return null;
    }
}

/// <summary>A branch of an alternate.</summary>
internal sealed class WireAlternative : WireElement
{
    /// <summary>Its type, whose JSON kind chooses it.</summary>
    public required WireType Type { get; init; }
}
