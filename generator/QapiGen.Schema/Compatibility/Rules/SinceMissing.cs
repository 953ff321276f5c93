using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.History;

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
        if (change.New.Docs is null)
        {
            return;
        }

        if (change.Since is null)
        {
            Report(change, "doesn't say since when", sink);
        }
        else if (sink.Options.NewVersion is string version && ReleaseVersion.Find(version) is ReleaseVersion found && !found.Equals(ReleaseVersion.Find(change.Since)))
        {
            Report(change, $"says since {change.Since}, not {version}", sink);
        }
    }

    /// <summary>Compares the documented version with the two releases between which an element came.</summary>
    public static void CheckVersion(AddedElement change, ReleaseVersion before, ReleaseVersion first, FindingSink sink)
    {
        if (change.Since is string text && ReleaseVersion.Find(text) is ReleaseVersion since
            && (since <= before || since > first))
        {
            new SinceMissing().Report(change, $"says since {text}, but it came after {before} and by {first}", sink);
        }
    }

    private void Report(AddedElement change, string what, FindingSink sink) =>
        sink.Report(this, change, Breaks(Certainty.Information), Direction.None, null, change.Path, what);
}
