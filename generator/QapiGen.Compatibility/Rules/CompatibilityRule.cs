using System;
using System.Collections.Generic;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Compatibility.Rules;

/// <summary>A rule of schema evolution: it recognises one kind of change and says whom that breaks.</summary>
internal abstract class CompatibilityRule
{
    private protected CompatibilityRule(string id, string name, Aspect aspect, string format, RuleGroup group)
    {
        Descriptor = new SchemaRule(id, name, SchemaSeverity.Warning, format);
        Aspect = aspect;
        Group = group;
    }

    /// <summary>Id, name and message. The severity there is a default: that of a finding follows from its facts.</summary>
    public SchemaRule Descriptor { get; }

    /// <summary>What it is about.</summary>
    public Aspect Aspect { get; }

    /// <summary>Who asks for it.</summary>
    public RuleGroup Group { get; }

    /// <summary>An entry of a table of rules.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Kebab-case name.</param>
    /// <param name="aspect">What it is about.</param>
    /// <param name="format">Message with places for the arguments that <paramref name="check"/> reports.</param>
    /// <param name="check">Looks at a change and reports it if it is what the rule is about.</param>
    /// <param name="group">Who asks for it.</param>
    public static CompatibilityRule<TChange> On<TChange>(
        string id, string name, Aspect aspect, string format, Action<TChange, RuleSink> check, RuleGroup group = RuleGroup.Wire)
        where TChange : Change => new(id, name, aspect, format, check, group);

    /// <summary>Facts of a change that breaks peers.</summary>
    public static Facts Breaks(
        Certainty oldClient = Certainty.Never,
        Certainty oldServer = Certainty.Never,
        SourceBreaks source = SourceBreaks.None) => new(oldClient, oldServer, source);
}

/// <summary>A rule about one kind of change.</summary>
/// <typeparam name="TChange">The kind; <see cref="Change"/> itself for rules about every named element.</typeparam>
internal sealed class CompatibilityRule<TChange>(
    string id, string name, Aspect aspect, string format, Action<TChange, RuleSink> check, RuleGroup group)
    : CompatibilityRule(id, name, aspect, format, group), IChangeRule<TChange>
    where TChange : Change
{
    /// <inheritdoc/>
    public void Check(TChange change, FindingSink sink) => check(change, new RuleSink(this, change, sink));
}

/// <summary>What a rule reports a change to.</summary>
internal readonly struct RuleSink(CompatibilityRule rule, Change change, FindingSink sink)
{
    /// <summary>The options of the comparison.</summary>
    public CompatibilityOptions Options => sink.Options;

    /// <summary>Whether a side is known from introspection only, which doesn't show conditions, bases and keys of generated code.</summary>
    public bool HasIntrospection => sink.HasIntrospection;

    /// <summary>Reports the change in all directions that reach it; without arguments the message is about its path.</summary>
    public void Report(Facts facts, params string[] arguments) => Report(facts, change.Reach.Directions, null, arguments);

    /// <summary>Reports the change in some direction, with a note.</summary>
    public void Report(Facts facts, Direction direction, string? note, params string[] arguments) =>
        sink.Report(rule, change, facts, direction, note, arguments.Length == 0 ? [change.Path] : arguments, null);

    /// <summary>Reports that a feature came or went, in all directions that reach its element.</summary>
    public void ReportFeature(Facts facts, string feature, bool isAdded, params string[] arguments) =>
        sink.Report(rule, change, facts, change.Reach.Directions, null, arguments.Length == 0 ? [change.Path] : arguments, new FeatureChange(feature, change.ConditionOf(feature, isAdded)));

    /// <summary>Reports a change of a feature that both sides have.</summary>
    public void ReportKeptFeature(Facts facts, string feature, params string[] arguments) =>
        sink.Report(rule, change, facts, change.Reach.Directions, null, arguments, new FeatureChange(feature, null));

    /// <summary>The same for what a change is a part of.</summary>
    public RuleSink For(Change whole) => new(rule, whole, sink);

    /// <summary>What the rules say about other changes, without reporting it.</summary>
    public Facts Try(IEnumerable<MemberChange> changes)
    {
        FindingSink trial = sink;
        return trial.Try(() => CompatibilityRules.Check(changes, trial));
    }
}

/// <summary>Looks at changes of a kind, or of any more special one.</summary>
/// <typeparam name="TChange">The kind.</typeparam>
internal interface IChangeRule<in TChange>
    where TChange : Change
{
    /// <summary>Looks at a change and reports it if it is what the rule is about.</summary>
    void Check(TChange change, FindingSink sink);
}

/// <summary>Who asks for a rule.</summary>
internal enum RuleGroup
{
    /// <summary>Everybody.</summary>
    Wire,

    /// <summary>Profile <c>policy</c> only.</summary>
    Policy,
}
