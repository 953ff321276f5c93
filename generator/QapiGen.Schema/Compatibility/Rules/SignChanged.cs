using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An integer was signed and now isn't, or the reverse. (QAPI3404)</summary>
internal sealed class SignChanged : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public SignChanged()
        : base("QAPI3404", "signedness-changed", Aspect.Type, "the sign of '{0}' changed: it was {1} and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.SignChanged)
        {
            Facts facts = Breaks(Certainty.Possible, Certainty.Possible, SourceBreaks.Both);
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
