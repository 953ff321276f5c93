using System.Collections.Generic;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>Rules about commands as a whole.</summary>
internal static class CommandRules
{
    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        // Who calls it gets an error.
        On<CommandChange>("QAPI3101", "command-removed", Aspect.Presence, "command '{0}' was removed", static (change, to) =>
        {
            if (change.IsRemoval)
            {
                to.Report(Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers));
            }
        }),

        // A client has to probe before it calls an old server.
        On<CommandChange>("QAPI3102", "command-added", Aspect.Presence, "command '{0}' was added", static (change, to) =>
        {
            if (change.IsAddition)
            {
                to.Report(Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Implementers));
            }
        }),

        // One went away and a similar one of the same shape came: the name on the wire is another one.
        On<CommandChange>("QAPI3103", "command-renamed", Aspect.Presence, "command '{0}' probably was renamed to '{1}'", static (change, to) =>
        {
            if (change.IsRenamed)
            {
                to.Report(Breaks(Certainty.WhenUsed, Certainty.Possible, SourceBreaks.Both), change.Old!.Name, change.New!.Name);
            }
        }),

        // An old client ignores the members of a result that it doesn't expect; a new one misses them.
        On<CommandChange>("QAPI3104", "result-added", Aspect.Data, "command '{0}' now returns {1}", static (change, to) =>
        {
            if (change is { Old.Result: WireObject { IsEmpty: true } none, New.Result: WireObject result } && WireObject.IsOneEmpty(none, result, to.HasIntrospection))
            {
                Facts facts = Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers);
                to.Report(facts, Direction.Receive, null, change.Path, result.Description);
            }
        }),

        On<CommandChange>("QAPI3105", "result-removed", Aspect.Data, "command '{0}' no longer returns {1}", static (change, to) =>
        {
            if (change is { Old.Result: WireObject result, New.Result: WireObject { IsEmpty: true } none } && WireObject.IsOneEmpty(result, none, to.HasIntrospection))
            {
                Facts facts = Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers);
                to.Report(facts, Direction.Receive, null, change.Path, result.Description);
            }
        }),

        On<TypeChange>("QAPI3106", "result-kind-changed", Aspect.Type, "command '{0}' returned {1} and now returns {2}", static (change, to) =>
        {
            if (change is { IsResult: true, Relation: TypeRelation.OtherKind or TypeRelation.IntoList or TypeRelation.OutOfList })
            {
                Facts facts = Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both);
                to.Report(facts, change.Path, change.OldType.Description, change.NewType.Description);
            }
        }),

        // A caller waits for ever, or gets a reply that it doesn't expect.
        On<CommandChange>("QAPI3107", "success-response-changed", Aspect.SuccessResponse, "command '{0}' {1}", static (change, to) =>
        {
            if (change.Traits is (CommandTraits old, CommandTraits @new) && old.HasSuccessResponse != @new.HasSuccessResponse)
            {
                string what = @new.HasSuccessResponse ? "now answers when it succeeds" : "no longer answers when it succeeds";
                to.Report(Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both), Direction.Receive, null, change.Path, what);
            }
        }),

        On<CommandChange>("QAPI3108", "allow-oob-changed", Aspect.OutOfBand, "command '{0}' {1} out-of-band", static (change, to) =>
        {
            if (change is { Old: not null, New: not null } && change.Old.AllowsOutOfBand != change.New.AllowsOutOfBand)
            {
                bool removed = change.Old.AllowsOutOfBand;
                Facts facts = removed
                    ? Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers)
                    : Breaks(Certainty.Never, Certainty.Possible);
                to.Report(facts, change.Path, removed ? "can no longer run" : "can now run");
            }
        }),

        On<CommandChange>(
            "QAPI3109", "allow-preconfig-changed", Aspect.Preconfig, "command '{0}' is {1} allowed before the machine exists", static (change, to) =>
        {
            if (change.Traits is (CommandTraits old, CommandTraits @new) && old.AllowsPreconfig != @new.AllowsPreconfig)
            {
                Facts facts = old.AllowsPreconfig ? Breaks(Certainty.Possible) : Breaks(Certainty.Never, Certainty.Possible);
                to.Report(facts, change.Path, old.AllowsPreconfig ? "no longer" : "now");
            }
        }),

        // 'gen: false' came or went, and with it whether the schema's members are all that a command takes.
        On<CommandChange>(
            "QAPI3110", "argument-checking-changed", Aspect.Checking, "arguments of command '{0}' {1} by the schema (gen: false)", static (change, to) =>
        {
            if (change.Traits is (CommandTraits old, CommandTraits @new) && old.ChecksArguments != @new.ChecksArguments)
            {
                string what = @new.ChecksArguments ? "are now checked" : "are no longer checked";
                to.Report(Breaks(Certainty.Possible, Certainty.Information, SourceBreaks.Both), change.Path, what);
            }
        }),

        On<Change>("QAPI3111", "generation-changed", Aspect.Generation, "{0}", CheckGeneration),
    ];

    // Keys that only generated code shows.
    private static void CheckGeneration(Change change, RuleSink to)
    {
        switch (change)
        {
            case CommandChange { Traits: (CommandTraits old, CommandTraits @new) }:
                ReportKey(old.IsBoxed != @new.IsBoxed, "boxed", SourceBreaks.Implementers, change, to);
                ReportKey(old.IsCoroutine != @new.IsCoroutine, "coroutine", SourceBreaks.None, change, to);
                break;
            case EventChange { Old.IsBoxed: bool old, New.IsBoxed: bool @new }:
                ReportKey(old != @new, "boxed", SourceBreaks.Implementers, change, to);
                break;
            case ShapeChange { Old: WireEnumType old, New: WireEnumType @new }:
                ReportKey(!to.HasIntrospection && old.Prefix != @new.Prefix, "prefix", SourceBreaks.None, change, to);
                break;
        }
    }

    private static void ReportKey(bool differs, string key, SourceBreaks source, Change change, RuleSink to)
    {
        if (differs)
        {
            to.Report(Breaks(source: source), Direction.None, null, $"'{key}' of '{change.Path}' changed, which doesn't show on the wire");
        }
    }
}
