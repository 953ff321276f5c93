using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An enum that replies or events hold lost a value: a new client may still get it from an old server. (QAPI3504)</summary>
internal sealed class ResultValueRemoved : CompatibilityRule, IChangeRule<ValueChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultValueRemoved()
        : base("QAPI3504", "result-value-removed", Aspect.Presence, "value '{0}' was removed; a new server never sends it")
    {
    }

    /// <inheritdoc/>
    public void Check(ValueChange change, FindingSink sink)
    {
        if (change is { IsReceived: true, IsRemoval: true })
        {
            sink.Report(
                this, change, Breaks(Certainty.Information, Certainty.Possible, SourceBreaks.Callers), Direction.Receive, null, change.Path);
        }
    }
}
