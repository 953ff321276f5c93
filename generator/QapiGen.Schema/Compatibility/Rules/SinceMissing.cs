using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>The documentation of something new doesn't say since when it is there, or names another version. (QAPI3604)</summary>
internal sealed class SinceMissing : CompatibilityRule, IChangeRule<AddedElement>
{
    /// <summary>Makes the rule.</summary>
    public SinceMissing()
        : base("QAPI3604", "since-missing", Aspect.SincePolicy, "'{0}' is new, and its documentation {1}", RuleGroup.Policy)
    {
    }

    /// <inheritdoc/>
    public void Check(AddedElement change, FindingSink sink)
    {
        if (change.New.Docs is not ElementDocs docs)
        {
            return;
        }

        if (docs.Since is null)
        {
            sink.Report(this, change, Breaks(Certainty.Information), Direction.None, null, change.Path, "doesn't say since when");
        }
        else if (sink.Options.NewVersion is string version && docs.Since != version)
        {
            string text = $"says since {docs.Since}, not {version}";
            sink.Report(this, change, Breaks(Certainty.Information), Direction.None, null, change.Path, text);
        }
    }
}
