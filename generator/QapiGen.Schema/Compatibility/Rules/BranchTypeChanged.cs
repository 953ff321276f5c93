using System.Linq;
using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A branch got its first members or lost all, or has another type; its members decide whom that breaks. (QAPI3515)</summary>
internal sealed class BranchTypeChanged : CompatibilityRule, IChangeRule<BranchChange>
{
    /// <summary>Makes the rule.</summary>
    public BranchTypeChanged()
        : base("QAPI3515", "branch-type-changed", Aspect.Type, "branch '{0}' {1}")
    {
    }

    /// <inheritdoc/>
    public void Check(BranchChange change, FindingSink sink)
    {
        if (change is not { Old.Type: WireObject old, New.Type: WireObject @new })
        {
            return;
        }

        if (change.Members.Count > 0)
        {
            bool got = change.Members[0].IsAddition;
            Facts facts = sink.Try(() => CompatibilityRules.Check(change.Members, sink));
            string names = string.Join(", ", change.Members.Select(m => $"'{m.Element.Name}'"));
            sink.Report(this, change, facts, change.Path, got ? $"was empty and now has {names}" : $"had {names} and now is empty");
        }
        else if (old is { IsNamed: true } && @new is { IsNamed: true } && old.Name != @new.Name && !change.HasSameShape)
        {
            string what = $"is now of type '{@new.Name}', not '{old.Name}'; its members are judged one by one";
            sink.Report(this, change, Breaks(source: SourceBreaks.Both), change.Path, what);
        }
    }
}
