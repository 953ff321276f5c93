using System;
using System.Linq;
using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A new name isn't spelled as names of its kind are. (QAPI3605)</summary>
internal sealed class NameBreaksRules : CompatibilityRule, IChangeRule<AddedElement>
{
    /// <summary>Makes the rule.</summary>
    public NameBreaksRules()
        : base("QAPI3605", "name-breaks-rules", Aspect.NamePolicy, "the new name '{0}' needs an exception from the naming rules", RuleGroup.Policy)
    {
    }

    /// <inheritdoc/>
    public void Check(AddedElement change, FindingSink sink)
    {
        if (!IsRegular(change.New, Stem(change.New.Name)))
        {
            sink.Report(this, change, Breaks(Certainty.Possible), Direction.None, null, change.Path);
        }
    }

    private static bool IsRegular(WireElement element, string stem) => element is WireEvent
        ? !stem.Any(c => char.IsLower(c) || c == '-')
        : !stem.Any(c => char.IsUpper(c) || c == '_');

    // Only what follows a vendor's prefix is looked at (spec N-3).
    private static string Stem(string name) =>
        name.StartsWith("__", StringComparison.Ordinal) ? name.Substring(name.IndexOf('_', 2) + 1) : name;
}
