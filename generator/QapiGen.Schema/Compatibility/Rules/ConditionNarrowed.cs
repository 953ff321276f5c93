using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Matching;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An <c>if</c> holds in fewer configurations than before. (QAPI3121)</summary>
internal sealed class ConditionNarrowed : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public ConditionNarrowed()
        : base("QAPI3121", "condition-narrowed", Aspect.Condition, "'{0}' is there in fewer configurations: if {1}; was: {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (!sink.HasIntrospection && change is { OldElement: WireElement old, NewElement: WireElement @new } and not TypeChange
            && ConditionFormulas.Compare(old.Condition, @new.Condition) == ConditionRelation.Narrowed)
        {
            sink.Report(this, change, Breaks(Certainty.Possible), change.Path, ConditionText.Of(@new.Condition), ConditionText.Of(old.Condition));
        }
    }
}
