using System.Linq;
using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A member moved between a union's base and its branches, which introspection shows. (QAPI3606)</summary>
internal sealed class MemberMovedToBranch : CompatibilityRule, IChangeRule<MovedMember>
{
    /// <summary>Makes the rule.</summary>
    public MemberMovedToBranch()
        : base("QAPI3606", "member-moved-to-branch", Aspect.Introspection, "optional member '{0}' moved {1}")
    {
    }

    /// <inheritdoc/>
    public void Check(MovedMember change, FindingSink sink)
    {
        bool isEverywhere = change.BranchesWithout.Count == 0;
        string way = change.IntoBranches ? "from the base into branches" : "from branches into the base";
        string where = isEverywhere ? "all of them" : $"all but {string.Join(", ", change.BranchesWithout.Select(b => $"'{b}'"))}";
        Facts facts = isEverywhere ? Breaks(Certainty.Information, Certainty.Information) : Restricts(change);
        if (sink.Options.Profile == CompatibilityProfile.Introspection)
        {
            facts = facts.And(Breaks(Certainty.Always));
        }

        sink.Report(this, change, facts, change.Path, $"{way} ({where})");
    }

    // A call with the member and a value whose branch lacks it is accepted on one side only.
    private static Facts Restricts(MovedMember change) => change.IntoBranches
        ? change.Facts(send: Breaks(Certainty.Possible, Certainty.Information), receive: Breaks(Certainty.Information, Certainty.Information))
        : change.Facts(send: Breaks(Certainty.Information, Certainty.Possible), receive: Breaks(Certainty.Information, Certainty.Information));
}
