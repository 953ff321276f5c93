using System;
using System.Collections.Generic;
using System.Globalization;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;

namespace QapiGen.Compatibility.Rules;

/// <summary>Collects what rules report, and joins reports about one change of one element.</summary>
internal sealed class FindingSink
{
    private readonly Dictionary<(string Path, Aspect Aspect, string Detail), Draft> _drafts = new();
    private readonly List<Draft> _order = new();
    private List<Facts>? _trial;

    /// <summary>Makes a sink.</summary>
    /// <param name="options">The options of the comparison.</param>
    /// <param name="hasIntrospection">Whether a side is known from introspection only.</param>
    public FindingSink(CompatibilityOptions options, bool hasIntrospection)
    {
        Options = options;
        HasIntrospection = hasIntrospection;
    }

    /// <summary>Whether a side is known from introspection only, which doesn't show conditions, bases and keys of generated code.</summary>
    public bool HasIntrospection { get; }

    /// <summary>The options of the comparison.</summary>
    public CompatibilityOptions Options { get; }

    /// <summary>The reports, in the order of the first about each change.</summary>
    public IReadOnlyList<Draft> Drafts => _order;

    /// <summary>Reports a change in some direction, with a note; <paramref name="feature"/> is what of the element it is about, or null.</summary>
    public void Report(CompatibilityRule rule, Change change, Facts facts, Direction direction, string? note, string[] arguments, FeatureChange? feature)
    {
        if (_trial is not null)
        {
            _trial.Add(facts);
            return;
        }

        if ((rule.Group == RuleGroup.Policy) != (Options.Profile == CompatibilityProfile.Policy))
        {
            return;
        }

        // What is stored is judged as arguments are, but a checkpoint is nobody's argument.
        string format = Options.Profile == CompatibilityProfile.Stored ? rule.Descriptor.Format.Replace("argument", "member") : rule.Descriptor.Format;
        string message = string.Format(CultureInfo.InvariantCulture, format, arguments);
        string detail = rule.Aspect switch
        {
            Aspect.Presence => change.IsAddition ? "+" : change.IsRemoval ? "-" : "~",
            Aspect.Optionality => string.Empty,
            _ => message,
        };
        if (!_drafts.TryGetValue((change.Path, rule.Aspect, detail), out Draft? draft))
        {
            draft = new Draft(change, feature);
            _drafts.Add((change.Path, rule.Aspect, detail), draft);
            _order.Add(draft);
        }

        draft.Add(rule, change, facts, direction, message, note);
    }

    /// <summary>What an action would report, without reporting it.</summary>
    public Facts Try(Action action)
    {
        _trial = new List<Facts>();
        action();
        Facts all = Facts.None;
        foreach (Facts facts in _trial)
        {
            all = all.And(facts);
        }

        _trial = null;
        return all;
    }
}
