using System.Collections.Generic;

namespace QapiGen.SourceGenerator;

/// <summary>Compares what planning gives with what it gave before, and lets a module that has changed follow its earlier self.</summary>
/// <remarks>The one place where the driver shows both. Nothing depends on its being asked: a plan that follows none makes everything itself.</remarks>
internal sealed class FollowingUnits : IEqualityComparer<PlannedUnit>
{
    /// <summary>The one there is.</summary>
    public static FollowingUnits Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(PlannedUnit earlier, PlannedUnit later)
    {
        if (earlier.Equals(later))
        {
            return true;
        }

        if (earlier.Module is { } before && later.Module is { } after)
        {
            after.Follow(before);
        }

        return false;
    }

    /// <inheritdoc/>
    public int GetHashCode(PlannedUnit unit) => unit.GetHashCode();
}
