using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>Rules about members of objects: arguments, and what results and events hold.</summary>
internal static class MemberRules
{
    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        // Old calls lack it, and an old server rejects it.
        Sent(
            "QAPI3301", "mandatory-argument-added", "mandatory argument '{0}' was added",
            static change => change is { Old: null, New.IsOptional: false }, Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Callers)),

        // A client has to probe before it sends it to an old server.
        Sent(
            "QAPI3302", "optional-argument-added", "optional argument '{0}' was added",
            static change => change is { Old: null, New.IsOptional: true }, Breaks(Certainty.Never, Certainty.Possible)),

        // Old calls are rejected.
        Sent(
            "QAPI3303", "mandatory-argument-removed", "mandatory argument '{0}' was removed",
            static change => change is { Old.IsOptional: false, New: null }, Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers)),
        Sent(
            "QAPI3304", "optional-argument-removed", "optional argument '{0}' was removed",
            static change => change is { Old.IsOptional: true, New: null }, Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers)),

        // An old server rejects a call without it.
        Sent(
            "QAPI3305", "argument-mandatory-to-optional", "argument '{0}' may now be left out",
            static change => change is { Old.IsOptional: false, New.IsOptional: true },
            Breaks(Certainty.Never, Certainty.WhenUsed, SourceBreaks.Callers), Aspect.Optionality),
        Sent(
            "QAPI3306", "argument-optional-to-mandatory", "argument '{0}' must now be given",
            static change => change is { Old.IsOptional: true, New.IsOptional: false },
            Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers), Aspect.Optionality),

        // What leaving it out means changed.
        On<MemberChange>(
            "QAPI3307", "default-changed", Aspect.Default, "the documented default of '{0}' is now {1}; was: {2}", static (change, to) =>
        {
            if (change is { IsSent: true, Old: { IsOptional: true, Docs.Default: string old }, New.Docs.Default: string @new } && old != @new)
            {
                to.Report(Breaks(Certainty.Information, Certainty.Information), Direction.Send, null, change.Path, @new, old);
            }
        }),

        // Replies of an old server lack it: a strict new client can't read them.
        Received(
            "QAPI3311", "mandatory-result-member-added", "mandatory member '{0}' was added to what a server sends",
            static change => change is { Old: null, New.IsOptional: false }, Breaks(Certainty.Never, Certainty.Always, SourceBreaks.Implementers),
            note: "with a minimum version that is older, the generated member is nullable"),

        // Old clients ignore it.
        Received(
            "QAPI3312", "optional-result-member-added", "optional member '{0}' was added to what a server sends",
            static change => change is { Old: null, New.IsOptional: true }, Breaks()),
        Received(
            "QAPI3313", "mandatory-result-member-removed", "mandatory member '{0}' was removed from what a server sends",
            static change => change is { Old.IsOptional: false, New: null }, Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Both)),
        Received(
            "QAPI3314", "optional-result-member-removed", "optional member '{0}' was removed from what a server sends",
            static change => change is { Old.IsOptional: true, New: null }, Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both)),

        // Clients rely on it.
        Received(
            "QAPI3315", "result-member-mandatory-to-optional", "member '{0}' may now be missing in what a server sends",
            static change => change is { Old.IsOptional: false, New.IsOptional: true },
            Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers), Aspect.Optionality),

        // What an old server sends may lack it.
        Received(
            "QAPI3316", "result-member-optional-to-mandatory", "member '{0}' is now always in what a server sends",
            static change => change is { Old.IsOptional: true, New.IsOptional: false },
            Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers), Aspect.Optionality),

        On<MemberChange>("QAPI3317", "member-renamed", Aspect.Presence, "member '{0}' probably was renamed to '{1}'", static (change, to) =>
        {
            if (change is { IsRenamed: true, Old: not null, New: not null })
            {
                Certainty certainty = change.Old.IsOptional ? Certainty.WhenUsed : Certainty.Always;
                to.Report(Breaks(certainty, certainty, SourceBreaks.Both), change.Old.Name, change.New.Name);
            }
        }),

        On<ShapeChange>("QAPI3318", "members-reordered", Aspect.Order, "members of '{0}' {1}, which doesn't show on the wire", static (change, to) =>
        {
            if (change is { Old: WireObject old, New: WireObject @new })
            {
                if (ElementOrder.Differs(Own(old), Own(@new)))
                {
                    to.Report(Breaks(), Direction.None, null, change.Path, "have another order");
                }

                if (!to.HasIntrospection && HasMoved(old, @new))
                {
                    to.Report(Breaks(), Direction.None, null, change.Path, "moved to or from a base type");
                }
            }
        }),
    ];

    private static CompatibilityRule<MemberChange> Sent(
        string id, string name, string format, Func<MemberChange, bool> applies, Facts facts, Aspect aspect = Aspect.Presence) =>
        On<MemberChange>(id, name, aspect, format, (change, to) =>
        {
            if (change.IsSent && applies(change))
            {
                to.Report(facts, Direction.Send, null);
            }
        });

    private static CompatibilityRule<MemberChange> Received(
        string id, string name, string format, Func<MemberChange, bool> applies, Facts facts, Aspect aspect = Aspect.Presence, string? note = null) =>
        On<MemberChange>(id, name, aspect, format, (change, to) =>
        {
            if (change.IsReceived && applies(change))
            {
                to.Report(facts, Direction.Receive, note);
            }
        });

    // What a base declares is reported once, there.
    private static WireMember[] Own(WireObject type) => type.Members.Where(m => m.DefinedIn == type.Name).ToArray();

    private static bool HasMoved(WireObject old, WireObject @new)
    {
        foreach (WireMember member in old.Members)
        {
            if (@new.Find(member.Name) is { DefinedIn: string after } && member.DefinedIn is string before
                && before == old.Name != (after == @new.Name))
            {
                return true;
            }
        }

        return false;
    }
}
