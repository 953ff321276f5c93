using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A value has another JSON kind. (QAPI3401)</summary>
internal sealed class KindChanged : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public KindChanged()
        : base("QAPI3401", "kind-changed", Aspect.Type, "'{0}' was {1} and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change is { IsResult: false, Relation: TypeRelation.OtherKind })
        {
            Facts facts = Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both);
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
