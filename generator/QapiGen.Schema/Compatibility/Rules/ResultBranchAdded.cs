using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A union that replies or events hold got a branch: a client with closed unions can't read it. (QAPI3512)</summary>
internal sealed class ResultBranchAdded : CompatibilityRule, IChangeRule<BranchChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultBranchAdded()
        : base("QAPI3512", "result-branch-added", Aspect.Presence, "branch '{0}' was added, which a server may send")
    {
    }

    /// <inheritdoc/>
    public void Check(BranchChange change, FindingSink sink)
    {
        if (change is { IsReceived: true, IsAddition: true })
        {
            Certainty oldClient = sink.Options.HasClosedTypes ? Certainty.Always : Certainty.Possible;
            sink.Report(
                this,
                change,
                Breaks(oldClient, Certainty.Never, SourceBreaks.Callers),
                Direction.Receive,
                "clients with a closed union fail on it; generated clients keep unknown branches",
                change.Path);
        }
    }
}
