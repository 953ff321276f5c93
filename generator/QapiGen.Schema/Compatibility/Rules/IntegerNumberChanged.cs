using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An integer became a floating-point number or the reverse; whoever expects an integer can't read a fraction. (QAPI3405)</summary>
internal sealed class IntegerNumberChanged : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public IntegerNumberChanged()
        : base("QAPI3405", "integer-number-changed", Aspect.Type, "'{0}' was {1} and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is not (TypeRelation.IntegerToNumber or TypeRelation.NumberToInteger))
        {
            return;
        }

        Facts oldBreaks = Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Both);
        Facts newBreaks = Breaks(Certainty.Never, Certainty.Always, SourceBreaks.Both);
        Facts facts = change.Relation == TypeRelation.IntegerToNumber
            ? change.Facts(send: newBreaks, receive: oldBreaks)
            : change.Facts(send: oldBreaks, receive: newBreaks);
        sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
    }
}
