using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A type became a list of it, or the reverse. (QAPI3411)</summary>
internal sealed class ListChanged : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public ListChanged()
        : base("QAPI3411", "list-changed", Aspect.Type, "'{0}' was {1} and now is {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change is { IsResult: false, Relation: TypeRelation.IntoList or TypeRelation.OutOfList })
        {
            Facts facts = Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both);
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
