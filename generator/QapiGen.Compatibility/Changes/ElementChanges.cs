using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Changes;

/// <summary>A command on both sides or on one.</summary>
internal sealed class CommandChange : Change<WireCommand>
{
    /// <summary>Both sides' traits, if both are known.</summary>
    public (CommandTraits Old, CommandTraits New)? Traits =>
        Old?.Traits is CommandTraits old && New?.Traits is CommandTraits @new ? (old, @new) : null;
}

/// <summary>An event on both sides or on one.</summary>
internal sealed class EventChange : Change<WireEvent>;

/// <summary>A member of an object type on both sides or on one.</summary>
internal sealed class MemberChange : Change<WireMember>;

/// <summary>A value of an enum on both sides or on one.</summary>
internal sealed class ValueChange : Change<WireEnumValue>;

/// <summary>An alternative of an alternate on both sides or on one; the two sides are matched by JSON kind.</summary>
internal sealed class AlternativeChange : Change<WireAlternative>;

/// <summary>A branch of a union on both sides or on one.</summary>
internal sealed class BranchChange : Change<WireBranch>
{
    /// <summary>The members that it got or lost, if it was or became empty; else nothing.</summary>
    public IReadOnlyList<MemberChange> Members { get; init; } = Array.Empty<MemberChange>();

    /// <summary>Whether both sides' members have the same shape.</summary>
    public bool HasSameShape { get; init; }

    /// <summary>The path of the tag's value, which it is one finding with where both came or went.</summary>
    public required string ValuePath { get; init; }

    /// <summary>The tag's value in the old schema, which says whether the branch was deprecated; null if there was none.</summary>
    public WireEnumValue? OldValue { get; init; }

    /// <summary>The tag's value in the new schema; null if there is none.</summary>
    public WireEnumValue? NewValue { get; init; }

    /// <summary>The union.</summary>
    public required string Union { get; init; }

    /// <inheritdoc/>
    public override bool IsLoss => IsRemoval || (Members.Count > 0 && Members[0].IsRemoval);

    /// <summary>Whether the tag's value came or went with it.</summary>
    public bool IsWithValue => Path == ValuePath;

    /// <summary>When its members can be in a message: if its value is there, and it is.</summary>
    public Condition? Availability(bool isNew)
    {
        Condition[] all = new[] { (isNew ? NewValue : OldValue)?.Condition, (isNew ? New : Old)?.Condition }.OfType<Condition>().Distinct().ToArray();
        return all.Length > 1 ? new Condition.All(new EquatableArray<Condition>(all)) : all.FirstOrDefault();
    }

    /// <summary>This as part of what happens to the tag's value.</summary>
    public BranchChange AsPartOfValue() => new()
    {
        Path = ValuePath,
        ValuePath = ValuePath,
        Union = Union,
        Old = Old,
        New = New,
        OldValue = OldValue,
        NewValue = NewValue,
        Reach = Reach,
        Near = Near,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string>? OldFeatures => null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? NewFeatures => null;
}

/// <summary>An element that only the new schema has, however deep in something new it is; for rules about documentation and names.</summary>
internal sealed class AddedElement : Change
{
    /// <summary>The element.</summary>
    public required WireElement New { get; init; }

    /// <summary>Whether the definition that it belongs to is new as well.</summary>
    public bool HasNewOwner { get; init; }

    /// <summary>The documented version: its own, or of something wholly new the definition's.</summary>
    public string? Since => New.Docs?.Since ?? (HasNewOwner ? New.Docs?.DefinitionSince : null);

    /// <inheritdoc/>
    public override WireElement? OldElement => null;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}

/// <summary>A member that moved between a union's base and its branches.</summary>
internal sealed class MovedMember : Change
{
    /// <summary>The member before.</summary>
    public required WireMember Old { get; init; }

    /// <summary>The member after; one of several if it is in several branches.</summary>
    public required WireMember New { get; init; }

    /// <summary>Whether it was in the base and now is in branches; else the reverse.</summary>
    public bool IntoBranches { get; init; }

    /// <summary>Branches that don't have it.</summary>
    public required IReadOnlyList<string> BranchesWithout { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
