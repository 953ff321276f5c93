using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An enum became a string. (QAPI3408)</summary>
internal sealed class EnumToString : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public EnumToString()
        : base("QAPI3408", "enum-to-string", Aspect.Type, "'{0}' was {1} and now is any string")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.EnumToString)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Both),
                receive: Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
