using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An integer may have values that it couldn't have. (QAPI3402)</summary>
internal sealed class RangeWidened : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public RangeWidened()
        : base("QAPI3402", "integer-range-widened", Aspect.Type, "the range of '{0}' is wider: it was {1} and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.RangeWidened)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Both),
                receive: Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
