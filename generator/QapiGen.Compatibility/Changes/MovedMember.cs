using System.Collections.Generic;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

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
