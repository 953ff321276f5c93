using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>A union.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="TypeName">The C# name.</param>
/// <param name="IsRecursive">Whether a value may hold another of the same type.</param>
/// <param name="Members">Members of the base, the discriminator among them.</param>
/// <param name="Discriminator">The discriminator.</param>
/// <param name="Branches">The branches.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record UnionSpec(
    string WireName,
    string TypeName,
    bool IsRecursive,
    EquatableArray<MemberSpec> Members,
    MemberSpec Discriminator,
    EquatableArray<BranchSpec> Branches,
    MarkSpec Mark,
    DocSpec Doc)
{
    /// <summary>Whether the oldest server to work with may not send the discriminator, since that is newer or the union was a struct.</summary>
    public bool CanLackDiscriminator { get; init; }
}
