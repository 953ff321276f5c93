using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Suppressions;

/// <summary>Finds what a comparison of a part, or for somebody, leaves out: a suppression that accepts some of that is needed elsewhere.</summary>
public static class WiderComparison
{
    private static readonly CompatibilityProfile[] Profiles = [CompatibilityProfile.Full, CompatibilityProfile.Policy, CompatibilityProfile.Introspection, CompatibilityProfile.Stored];

    /// <summary>All findings between two schemas, whoever asks, and whatever the configuration; one profile after the other, as they are asked for.</summary>
    /// <param name="old">The old schema, or a part of it.</param>
    /// <param name="new">The new schema, or a part of it.</param>
    /// <param name="options">How the comparison was made.</param>
    public static IEnumerable<CompatibilityFinding> Find(WireSchema old, WireSchema @new, CompatibilityOptions options)
    {
        WireSchema before = (old ?? throw new ArgumentNullException(nameof(old))).Everything;
        WireSchema after = (@new ?? throw new ArgumentNullException(nameof(@new))).Everything;
        _ = options ?? throw new ArgumentNullException(nameof(options));
        return Profiles.SelectMany(profile => SchemaComparer.Compare(before, after, options with { Profile = profile, Code = SourceBreaks.Both }).Findings);
    }
}
