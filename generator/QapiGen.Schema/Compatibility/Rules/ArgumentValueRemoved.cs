using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An enum that arguments hold lost a value: calls with it are rejected. (QAPI3503)</summary>
internal sealed class ArgumentValueRemoved : CompatibilityRule, IChangeRule<ValueChange>
{
    /// <summary>Makes the rule.</summary>
    public ArgumentValueRemoved()
        : base("QAPI3503", "argument-value-removed", Aspect.Presence, "value '{0}' was removed")
    {
    }

    /// <inheritdoc/>
    public void Check(ValueChange change, FindingSink sink)
    {
        if (change is { IsSent: true, IsRemoval: true })
        {
            sink.Report(this, change, Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers), Direction.Send, null, change.Path);
        }
    }
}
