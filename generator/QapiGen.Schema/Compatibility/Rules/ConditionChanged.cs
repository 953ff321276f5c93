using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Matching;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An <c>if</c> holds in other configurations than before, or in ones that can't be compared. (QAPI3123)</summary>
internal sealed class ConditionChanged : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public ConditionChanged()
        : base("QAPI3123", "condition-changed", Aspect.Condition, "'{0}' is there in other configurations: if {1}; was: {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (!sink.HasIntrospection && change is { OldElement: WireElement old, NewElement: WireElement @new } and not TypeChange
            && ConditionFormulas.Compare(old.Condition, @new.Condition) == ConditionRelation.Incomparable)
        {
            sink.Report(this, change, Breaks(Certainty.Possible, Certainty.Possible), change.Path, ConditionText.Of(@new.Condition), ConditionText.Of(old.Condition));
        }
    }
}
