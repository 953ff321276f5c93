using System.Text.RegularExpressions;
using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>The documentation of a deprecation doesn't say what to use instead. (QAPI3603)</summary>
internal sealed class DeprecatedWithoutReplacement : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public DeprecatedWithoutReplacement()
        : base("QAPI3603", "deprecated-without-replacement", Aspect.ReplacementPolicy, "'{0}' is now deprecated, but the documentation names no replacement", RuleGroup.Policy)
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (FeatureChanges.Added(change, Feature.Deprecated)
            && change.NewElement!.Docs is ElementDocs docs
            && !Advice.IsMatch(docs.Deprecation ?? string.Empty))
        {
            sink.Report(this, change, Breaks(Certainty.Possible), Direction.None, null, change.Path);
        }
    }

    private static readonly Regex Advice = new(@"\b(use|using|instead|replace[ds]?|replacement by|superseded|prefer)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
