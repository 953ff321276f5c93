using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A result has another JSON kind. (QAPI3106)</summary>
internal sealed class ResultKindChanged : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultKindChanged()
        : base("QAPI3106", "result-kind-changed", Aspect.Type, "command '{0}' returned {1} and now returns {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change is { IsResult: true, Relation: TypeRelation.OtherKind or TypeRelation.IntoList or TypeRelation.OutOfList })
        {
            sink.Report(
                this,
                change,
                Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both),
                change.Path,
                change.OldType.Description,
                change.NewType.Description);
        }
    }
}
