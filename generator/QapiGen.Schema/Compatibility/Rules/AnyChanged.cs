using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A type became <c>any</c>, or the reverse. (QAPI3414)</summary>
internal sealed class AnyChanged : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public AnyChanged()
        : base("QAPI3414", "any-changed", Aspect.Type, "'{0}' was {1} and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        Facts wider = Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Both);
        Facts narrower = Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both);
        Facts? facts = change.Relation switch
        {
            TypeRelation.IntoAny => change.Facts(send: wider, receive: narrower),
            TypeRelation.OutOfAny => change.Facts(send: narrower, receive: wider),
            _ => null,
        };
        if (facts is Facts found)
        {
            sink.Report(this, change, found, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
