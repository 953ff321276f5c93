using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An alternate became one of its types. (QAPI3410)</summary>
internal sealed class OutOfAlternate : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public OutOfAlternate()
        : base("QAPI3410", "alternate-to-type", Aspect.Type, "'{0}' was {1}, of which {2} is left")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.OutOfAlternate)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Both),
                receive: Breaks(Certainty.Never, Certainty.Always, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
