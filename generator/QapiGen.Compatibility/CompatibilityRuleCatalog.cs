using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Rules;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Compatibility;

/// <summary>The rules that findings can be of.</summary>
public static class CompatibilityRuleCatalog
{
    /// <summary>All of them, by id. Their severity is a default: that of a finding follows from whom it breaks.</summary>
    public static IReadOnlyList<SchemaRule> All { get; } =
        CompatibilityRules.All.Select(rule => rule.Descriptor)
            .Concat([ComparisonIncomplete.Rule, SuppressionUnused.Rule, SideEmpty.Rule, PerhapsNotBuilt.Rule, RootLeftOut.Rule, SuppressionInvalid.Rule, ReleaseLeftOut.Rule]).ToArray();
}
