using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An enum that arguments hold got a value: a client has to probe before it sends it to an old server. (QAPI3501)</summary>
internal sealed class ArgumentValueAdded : CompatibilityRule, IChangeRule<ValueChange>
{
    /// <summary>Makes the rule.</summary>
    public ArgumentValueAdded()
        : base("QAPI3501", "argument-value-added", Aspect.Presence, "value '{0}' was added")
    {
    }

    /// <inheritdoc/>
    public void Check(ValueChange change, FindingSink sink)
    {
        if (change is { IsSent: true, IsAddition: true })
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.Possible), Direction.Send, null, change.Path);
        }
    }
}
