using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A type became an alternate that holds it. (QAPI3409)</summary>
internal sealed class IntoAlternate : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public IntoAlternate()
        : base("QAPI3409", "type-to-alternate", Aspect.Type, "'{0}' was {1} and now is {2}, which may be that or something else")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.IntoAlternate)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Both),
                receive: Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
