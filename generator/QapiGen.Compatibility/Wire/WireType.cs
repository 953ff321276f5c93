using System;
using System.Collections.Generic;
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

    /// <summary>The JSON kind.</summary>
    public abstract JsonKind JsonKind { get; }

    /// <summary>What to call it in a message.</summary>
    public virtual string Description => IsNamed && Name is not null ? $"'{Name}'" : KindDescription;

    /// <summary>The kind in words.</summary>
    protected abstract string KindDescription { get; }

    /// <inheritdoc/>
    public override string ToString() => Description;
}
