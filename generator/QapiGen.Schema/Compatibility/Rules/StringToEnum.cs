using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A string became an enum. (QAPI3407)</summary>
internal sealed class StringToEnum : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public StringToEnum()
        : base("QAPI3407", "string-to-enum", Aspect.Type, "'{0}' was any string and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.StringToEnum)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both),
                receive: Breaks(Certainty.Information, Certainty.Never, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
