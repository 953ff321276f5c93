using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An integer can't have values that it could have. (QAPI3403)</summary>
internal sealed class RangeNarrowed : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public RangeNarrowed()
        : base("QAPI3403", "integer-range-narrowed", Aspect.Type, "the range of '{0}' is narrower: it was {1} and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.RangeNarrowed)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both),
                receive: Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
