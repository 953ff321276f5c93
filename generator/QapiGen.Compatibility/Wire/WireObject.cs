using System;
using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>An object type: flat members, and branches if it is a union.</summary>
internal sealed class WireObject : WireType
{
    private NamedElements<WireMember> _members = NamedElements<WireMember>.None;

    /// <summary>Flat members, in order.</summary>
    public IReadOnlyList<WireMember> Members
    {
        get => _members.All;
        set => _members = new NamedElements<WireMember>(value);
    }

    /// <summary>The discriminator, one of <see cref="Members"/>; null unless this is a union.</summary>
    public WireMember? Tag { get; set; }

    /// <summary>A union's branches, in order.</summary>
    public IReadOnlyList<WireBranch> Branches { get; set; } = Array.Empty<WireBranch>();

    /// <summary>Whether it has neither members nor branches.</summary>
    public bool IsEmpty => Members.Count == 0 && Branches.Count == 0;

    /// <inheritdoc/>
    public override JsonKind JsonKind => JsonKind.Object;

    /// <inheritdoc/>
    protected override string KindDescription => Tag is null ? "an object" : "a union";

    /// <summary>The flat member of a name, or null.</summary>
    public WireMember? Find(string name) => _members.Find(name);
}
