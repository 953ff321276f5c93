using System;
using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An element was marked <c>deprecated</c>: it will go away. (QAPI3124)</summary>
internal sealed class BecameDeprecated : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public BecameDeprecated()
        : base("QAPI3124", "became-deprecated", Aspect.Feature, "'{0}' is now deprecated{1}")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (FeatureChanges.Added(change, Feature.Deprecated))
        {
            string? text = change.NewElement!.Docs?.Deprecation;
            string advice = text is null ? string.Empty : ": " + string.Join(" ", text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
            sink.Report(this, change, Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Callers), change.Path, advice);
        }
    }

    private static readonly char[] Blanks = [' ', '\n', '\r'];
}
