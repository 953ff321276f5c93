using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>An object type.</summary>
/// <param name="Name">Its masked name.</param>
/// <param name="Members">Flat members, in order (spec Q-7).</param>
public sealed record ObjectInfo(string Name, EquatableArray<ObjectMemberInfo> Members) : SchemaInfo(Name)
{
    /// <summary>A union's discriminator, or null.</summary>
    public string? Tag { get; init; }

    /// <summary>A union's branches (spec Q-9).</summary>
    public EquatableArray<VariantInfo> Variants { get; init; }

    /// <inheritdoc/>
    public override string MetaType => "object";
}
