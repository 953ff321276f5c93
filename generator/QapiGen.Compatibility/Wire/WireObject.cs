using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;

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

    /// <summary>The types that it inherits, the outermost first; nothing of what introspection shows.</summary>
    public IReadOnlyList<WireObject> Bases { get; set; } = Array.Empty<WireObject>();

    /// <summary>Whether it has neither members nor branches.</summary>
    public bool IsEmpty => Members.Count == 0 && Branches.Count == 0;

    /// <summary>Whether it has members, all of them under conditions: a program may have been built without any.</summary>
    public bool IsPerhapsEmpty => Branches.Count == 0 && ArePerhapsNone(Members);

    /// <inheritdoc/>
    public override JsonKinds JsonKinds => JsonKinds.Object;

    /// <inheritdoc/>
    protected override string KindDescription => Tag is null ? "an object" : "a union";

    /// <summary>The flat member of a name, or null.</summary>
    public WireMember? Find(string name) => _members.Find(name);

    /// <summary>Whether there are members, all of them under conditions.</summary>
    public static bool ArePerhapsNone(IReadOnlyList<WireMember> members)
    {
        foreach (WireMember member in members)
        {
            if (member.Condition is null)
            {
                return false;
            }
        }

        return members.Count > 0;
    }

    /// <summary>
    /// Whether one side has data and the other has none. A captured side shows only what was built: if that may be why it is empty, this isn't so, and the members are what is missing.
    /// </summary>
    /// <param name="old">The old object.</param>
    /// <param name="new">The new object.</param>
    /// <param name="hasIntrospection">Whether a side is captured.</param>
    public static bool IsOneEmpty(WireObject old, WireObject @new, bool hasIntrospection) =>
        old.IsEmpty != @new.IsEmpty && !(hasIntrospection && (old.IsPerhapsEmpty || @new.IsPerhapsEmpty));
}

/// <summary>A member of an object type.</summary>
internal sealed class WireMember : WireElement
{
    /// <summary>Its type.</summary>
    public required WireType Type { get; init; }

    /// <summary>Whether it may be absent.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Name of the definition that declares it; null where introspection masks it.</summary>
    public string? DefinedIn { get; init; }
}

/// <summary>A branch of a union; its name is the discriminator's value.</summary>
internal sealed class WireBranch : WireElement
{
    /// <summary>The members it adds.</summary>
    public required WireObject Type { get; init; }

    /// <summary>The features of the tag's value: a branch has none of its own, and comes and goes with the value.</summary>
    public static IReadOnlyList<string> FeaturesOf(WireMember? tag, string value) =>
        ValueOf(tag, value)?.Features ?? Array.Empty<string>();

    /// <summary>The tag's value of a name, or null.</summary>
    public static WireEnumValue? ValueOf(WireMember? tag, string value) => (tag?.Type as WireEnumType)?.Find(value);
}
