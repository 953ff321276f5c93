using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Matching;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An <c>if</c> holds in more configurations than before. (QAPI3122)</summary>
internal sealed class ConditionWidened : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public ConditionWidened()
        : base("QAPI3122", "condition-widened", Aspect.Condition, "'{0}' is there in more configurations: if {1}; was: {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (!sink.HasIntrospection && change is { OldElement: WireElement old, NewElement: WireElement @new } and not TypeChange
            && ConditionFormulas.Compare(old.Condition, @new.Condition) == ConditionRelation.Widened)
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.Information), change.Path, ConditionText.Of(@new.Condition), ConditionText.Of(old.Condition));
        }
    }
}
