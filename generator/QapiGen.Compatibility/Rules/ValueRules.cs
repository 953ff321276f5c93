using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>Rules about the values of enums, the branches of unions, and the alternatives of alternates.</summary>
internal static class ValueRules
{
    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        // A client has to probe before it sends it to an old server.
        On<ValueChange>("QAPI3501", "argument-value-added", Aspect.Presence, "value '{0}' was added", static (change, to) =>
        {
            if (change is { IsSent: true, IsAddition: true })
            {
                to.Report(Breaks(Certainty.Never, Certainty.Possible), Direction.Send, null);
            }
        }),

        // A client with a closed enum can't read it.
        On<ValueChange>("QAPI3502", "result-value-added", Aspect.Presence, "value '{0}' was added, which a server may send", static (change, to) =>
        {
            if (change is { IsReceived: true, IsAddition: true })
            {
                to.Report(Unknown(to), Direction.Receive, "clients with a closed enum fail on it; generated clients keep unknown values");
            }
        }),

        // Calls with it are rejected.
        On<ValueChange>("QAPI3503", "argument-value-removed", Aspect.Presence, "value '{0}' was removed", static (change, to) =>
        {
            if (change is { IsSent: true, IsRemoval: true })
            {
                to.Report(Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers), Direction.Send, null);
            }
        }),

        // A new client may still get it from an old server.
        On<ValueChange>(
            "QAPI3504", "result-value-removed", Aspect.Presence, "value '{0}' was removed; a new server never sends it", static (change, to) =>
        {
            if (change is { IsReceived: true, IsRemoval: true })
            {
                to.Report(Breaks(Certainty.Information, Certainty.Possible, SourceBreaks.Callers), Direction.Receive, null);
            }
        }),

        // One went away and one came that differs in spelling only.
        On<ValueChange>("QAPI3505", "value-renamed", Aspect.Presence, "value '{0}' probably was renamed to '{1}'", static (change, to) =>
        {
            if (change is { IsRenamed: true, Old: not null, New: not null })
            {
                to.Report(Breaks(Certainty.WhenUsed, Certainty.WhenUsed, SourceBreaks.Callers), change.Old.Name, change.New.Name);
            }
        }),

        On<ShapeChange>(
            "QAPI3506", "values-reordered", Aspect.Order, "values of '{0}' have another order, which doesn't show on the wire", static (change, to) =>
        {
            if (change is { Old: WireEnumType old, New: WireEnumType @new } && ElementOrder.Differs(old.Values, @new.Values))
            {
                to.Report(Breaks(), Direction.None, null);
            }
        }),

        On<BranchChange>("QAPI3511", "argument-branch-added", Aspect.Presence, "branch '{0}' was added", static (change, to) =>
        {
            if (change is { IsSent: true, IsAddition: true })
            {
                to.Report(Breaks(Certainty.Never, Certainty.Possible), Direction.Send, null);
            }
        }),

        // A client with closed unions can't read it.
        On<BranchChange>("QAPI3512", "result-branch-added", Aspect.Presence, "branch '{0}' was added, which a server may send", static (change, to) =>
        {
            if (change is { IsReceived: true, IsAddition: true })
            {
                to.Report(Unknown(to), Direction.Receive, "clients with a closed union fail on it; generated clients keep unknown branches");
            }
        }),

        On<BranchChange>("QAPI3513", "branch-removed", Aspect.Presence, "branch '{0}' was removed", static (change, to) =>
        {
            if (change.IsRemoval)
            {
                to.Report(change.Facts(
                    send: Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Both),
                    receive: Breaks(Certainty.Information, Certainty.Possible, SourceBreaks.Both)));
            }
        }),

        // Another name, or none of its old values.
        On<ShapeChange>(
            "QAPI3514", "discriminator-changed", Aspect.Shape, "the discriminator of union '{0}' is now '{1}'{2}; was: '{3}'", static (change, to) =>
        {
            if (change is { Old: WireObject { Tag: WireMember old }, New: WireObject { Tag: WireMember @new } }
                && (old.Name != @new.Name || change.HasOtherTagValues))
            {
                string values = change.HasOtherTagValues ? ", with other values" : string.Empty;
                to.Report(Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both), change.Path, @new.Name, values, old.Name);
            }
        }),

        On<BranchChange>("QAPI3515", "branch-type-changed", Aspect.Type, "branch '{0}' {1}", CheckBranchType),

        On<AlternativeChange>("QAPI3516", "alternative-added", Aspect.Presence, "alternative '{0}' was added", static (change, to) =>
        {
            if (change.IsAddition)
            {
                to.Report(change.Facts(
                    send: Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers),
                    receive: Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers)));
            }
        }),

        On<AlternativeChange>("QAPI3517", "alternative-removed", Aspect.Presence, "alternative '{0}' was removed", static (change, to) =>
        {
            if (change.IsRemoval)
            {
                to.Report(change.Facts(
                    send: Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers),
                    receive: Breaks(Certainty.Never, Certainty.Always, SourceBreaks.Callers)));
            }
        }),
    ];

    private static Facts Unknown(RuleSink to) =>
        Breaks(to.Options.HasClosedTypes ? Certainty.Always : Certainty.Possible, Certainty.Never, SourceBreaks.Callers);

    // A branch got its first members or lost all, or has another type; its members decide whom that breaks.
    private static void CheckBranchType(BranchChange change, RuleSink to)
    {
        if (change is not { Old.Type: WireObject old, New.Type: WireObject @new })
        {
            return;
        }

        if (change.Members.Count > 0)
        {
            string names = string.Join(", ", change.Members.Select(m => $"'{m.Element.Name}'"));
            string what = change.Members[0].IsAddition ? $"was empty and now has {names}" : $"had {names} and now is empty";
            to.Report(to.Try(change.Members), change.Path, what);
        }
        else if (old is { IsNamed: true } && @new is { IsNamed: true } && old.Name != @new.Name && !change.HasSameShape)
        {
            string what = $"is now of type '{@new.Name}', not '{old.Name}'; its members are judged one by one";
            to.Report(Breaks(source: SourceBreaks.Both), change.Path, what);
        }
    }
}
