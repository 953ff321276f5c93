using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An enum that replies or events hold got a value: a client with a closed enum can't read it. (QAPI3502)</summary>
internal sealed class ResultValueAdded : CompatibilityRule, IChangeRule<ValueChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultValueAdded()
        : base("QAPI3502", "result-value-added", Aspect.Presence, "value '{0}' was added, which a server may send")
    {
    }

    /// <inheritdoc/>
    public void Check(ValueChange change, FindingSink sink)
    {
        if (change is { IsReceived: true, IsAddition: true })
        {
            Certainty oldClient = sink.Options.HasClosedTypes ? Certainty.Always : Certainty.Possible;
            sink.Report(
                this,
                change,
                Breaks(oldClient, Certainty.Never, SourceBreaks.Callers),
                Direction.Receive,
                "clients with a closed enum fail on it; generated clients keep unknown values",
                change.Path);
        }
    }
}
