using System.Collections.Generic;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>Rules about values that an older version has kept; what is inside them is judged as arguments are.</summary>
internal static class StoredRules
{
    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        On<StoredTypeChange>(
            "QAPI3416", "stored-type-removed", Aspect.Presence, "type '{0}' was removed, and stored values of it can't be read any more", static (change, to) =>
        {
            if (change.IsRemoval)
            {
                to.Report(Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Both));
            }
        }),
    ];
}
