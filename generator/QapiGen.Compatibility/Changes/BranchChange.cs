using System;
using System.Collections.Generic;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>A branch of a union on both sides or on one.</summary>
internal sealed class BranchChange : Change
{
    /// <summary>The old branch.</summary>
    public WireBranch? Old { get; init; }

    /// <summary>The new branch.</summary>
    public WireBranch? New { get; init; }

    /// <summary>The members that it got or lost, if it was or became empty; else nothing.</summary>
    public IReadOnlyList<MemberChange> Members { get; init; } = Array.Empty<MemberChange>();

    /// <summary>Whether both sides' members have the same shape.</summary>
    public bool HasSameShape { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;

    /// <summary>The path of the tag's value, which it is one finding with where both came or went.</summary>
    public required string ValuePath { get; init; }

    /// <summary>The union.</summary>
    public required string Union { get; init; }

    /// <inheritdoc/>
    public override bool IsLoss => IsRemoval || (Members.Count > 0 && Members[0].IsRemoval);

    /// <summary>Whether the tag's value came or went with it.</summary>
    public bool IsWithValue => Path == ValuePath;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? OldFeatures => null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? NewFeatures => null;
}
