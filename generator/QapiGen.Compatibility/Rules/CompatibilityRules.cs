using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;

namespace QapiGen.Compatibility.Rules;

/// <summary>All rules of schema evolution that a comparison of two schemas applies.</summary>
internal static class CompatibilityRules
{
    private static readonly CompatibilityRule[] Rules =
    [
        .. CommandRules.All,
        .. ElementRules.All,
        .. EventRules.All,
        .. MemberRules.All,
        .. TypeRules.All,
        .. ValueRules.All,
        .. StoredRules.All,
        .. PolicyRules.All,
    ];

    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All => Rules;

    /// <summary>Shows changes of one kind to every rule that is about them.</summary>
    public static void Check<TChange>(IEnumerable<TChange> changes, FindingSink sink)
        where TChange : Change
    {
        foreach (TChange change in changes)
        {
            foreach (IChangeRule<TChange> rule in Of<TChange>.Rules)
            {
                rule.Check(change, sink);
            }
        }
    }

    /// <summary>Shows a change to every rule that is about its kind.</summary>
    public static void Check(Change change, FindingSink sink)
    {
        switch (change)
        {
            case MemberChange member:
                Check([member], sink);
                break;
            case ValueChange value:
                Check([value], sink);
                break;
            case BranchChange branch:
                Check([branch], sink);
                break;
            case AlternativeChange alternative:
                Check([alternative], sink);
                break;
            case ShapeChange shape:
                Check([shape], sink);
                break;
            case BaseChange inherited:
                Check([inherited], sink);
                break;
            case MovedMember moved:
                Check([moved], sink);
                break;
        }
    }

    /// <summary>Rules about a kind of change; those about every change are among them, since a rule takes what is more special too.</summary>
    private static class Of<TChange>
        where TChange : Change
    {
        public static readonly IChangeRule<TChange>[] Rules = CompatibilityRules.Rules.OfType<IChangeRule<TChange>>().ToArray();
    }
}
