using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary><c>size</c> and <c>uint64</c> were exchanged. (QAPI3406)</summary>
internal sealed class SizeChanged : CompatibilityRule, IChangeRule<TypeChange>
{
    /// <summary>Makes the rule.</summary>
    public SizeChanged()
        : base("QAPI3406", "size-changed", Aspect.Type, "'{0}' was {1} and now is {2}: the same JSON, but other texts on command lines")
    {
    }

    /// <inheritdoc/>
    public void Check(TypeChange change, FindingSink sink)
    {
        if (change.Relation is TypeRelation.SizeToInteger)
        {
            Facts facts = Breaks(Certainty.Information, Certainty.Information);
            sink.Report(this, change, facts, change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
