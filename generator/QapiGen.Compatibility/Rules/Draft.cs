using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Rules;

/// <summary>A finding in the making: what all rules say about one change of one element, wherever it was met.</summary>
internal sealed class Draft
{
    private readonly List<string> _unions = new();
    private readonly FeatureChange? _feature;
    private Change _change;
    private readonly SortedSet<string> _rules = new(StringComparer.Ordinal);
    private readonly List<string> _roots = new();
    private readonly HashSet<string> _rootNames = new(StringComparer.Ordinal);
    private CompatibilityRule _rule = null!;
    private Facts _ruleFacts;
    private Facts _facts;
    private Direction _direction;
    private bool _isStable;
    private bool _isCurrent;
    private bool _isFirm;
    private bool _isChecked;
    private string _message = string.Empty;
    private string? _note;

    /// <summary>Makes a draft.</summary>
    /// <param name="change">The change.</param>
    /// <param name="feature">The feature that came or went; null where it is about something else.</param>
    public Draft(Change change, FeatureChange? feature) => (_change, _feature) = (change, feature);

    /// <summary>What a summary calls it.</summary>
    public string Label => _feature is null ? _change.Path : $"{_change.Path} (feature {_feature.Name})";

    // What warns is a mark of the element, and has a rule of its own.
    private string? Feature => _feature?.Name is Schema.Model.Feature.Deprecated or Schema.Model.Feature.Unstable ? null : _feature?.Name;

    // What has to hold for what came or went.
    private Condition? Condition => _feature is not null ? _feature.Condition : _change.IsAddition || _change.IsRemoval ? _change.Element.Condition : null;

    // Whoever doesn't use what was deprecated meets no change of it, but one: that it has to be given.
    private bool IsOfUsersOfDeprecated => _change is { OldElement.IsDeprecated: true } && (_rule.Aspect != Aspect.Optionality || !_direction.HasFlag(Direction.Send));

    private bool AddsMembers => _change is MemberChange { IsAddition: true } || (_change is BranchChange { Members: { Count: > 0 } members } && members.All(static member => member.IsAddition));

    // Each way to it passes something deprecated or something unstable, but not all the same one of the two.
    private bool IsLoose => _isStable && _isCurrent && !_isFirm;

    /// <summary>Adds what a rule says.</summary>
    public void Add(CompatibilityRule rule, Change change, Facts facts, Direction direction, string message, string? note)
    {
        if (change is BranchChange { IsWithValue: true } branch && !_unions.Contains(branch.Union))
        {
            _unions.Add(branch.Union);
        }

        // A value is what one looks for; that its branch came or went with it is a note.
        bool isValue = change is ValueChange && _change is BranchChange;
        if (isValue)
        {
            _change = change;
        }

        if (_rules.Count == 0 || isValue || (!(change is BranchChange && _change is ValueChange) && IsGraver(facts, _ruleFacts)))
        {
            (_rule, _ruleFacts, _message, _note) = (rule, facts, message, note);
        }

        _rules.Add(rule.Descriptor.Id);
        _facts = _facts.And(facts);
        _direction |= direction;
        _isStable |= change.Reach.IsStable;
        _isCurrent |= change.Reach.IsCurrent;
        _isFirm |= change.Reach.IsFirm;
        _isChecked |= change.IsAddition ? change.Reach.IsCheckedByOld : !change.IsRemoval || change.Reach.IsCheckedByNew;
        foreach (string root in change.Reach.Roots)
        {
            if (_rootNames.Add(root))
            {
                _roots.Add(root);
            }
        }
    }

    /// <summary>
    /// The condition, for people, under which one side has the element or feature while a captured one lacks it; null if that isn't so. Then nothing says that it was removed.
    /// </summary>
    public string? UnbuiltCondition(bool hasIntrospection) =>
        hasIntrospection && Condition is { } condition ? ConditionPhrase.Of(condition) : null;

    /// <summary>Makes the finding, or nothing if the profile doesn't ask for it.</summary>
    public CompatibilityFinding? Finish(CompatibilityOptions options)
    {
        _facts = _facts.For(options.Code);
        if (!IsAskedFor(options.Profile))
        {
            return null;
        }

        // Nobody has told a value that was stored that it would go, or might change.
        bool isStored = options.Profile == CompatibilityProfile.Stored;
        bool unstable = !isStored && (!_isStable || _change is { OldElement: not null, Element.IsUnstable: true } or { IsAddition: true, Element.IsUnstable: true });
        bool isAnnounced = !isStored && _rule.Group == RuleGroup.Wire && (!_isCurrent || IsOfUsersOfDeprecated);
        bool isLoose = !isStored && IsLoose;
        CompatibilityRule rule = _rule;
        bool isVendor = rule.Group == RuleGroup.Wire && _change is not WholeTypeChange && _change.Element.IsVendor;
        return new CompatibilityFinding
        {
            Rule = isVendor ? PolicyRules.VendorElementChanged.Descriptor : rule.Descriptor,
            OtherRules = isVendor ? _rules.ToArray() : _rules.Where(id => id != rule.Descriptor.Id).ToArray(),
            Verdict = Judge.Decide(_facts, options.Profile, unstable || isLoose || !_isChecked, isAnnounced),
            Facts = _facts,
            Kind = Kind(),
            Direction = isStored && _direction != Direction.None ? Direction.Stored : _direction,
            Path = _change.Path,
            Feature = Feature,
            Elements = Feature is null ? _change.Places : [.. _change.Places.Select(path => $"{path}:{Feature}")],
            Message = isVendor ? $"{_message} (vendor element, {rule.Descriptor.Id})" : _message,
            Note = Notes(unstable, isAnnounced, isLoose),
            ReachedFrom = _roots.ToArray(),
            Old = _change.OldLocation,
            New = _change.NewLocation,
            Near = _change.Near,
            IsUnstable = unstable,
            AddsToReplies = _direction == Direction.Receive && _facts is { OldClient: < Certainty.Possible, OldServer: Certainty.Always } && AddsMembers,
        };
    }

    private static bool IsGraver(Facts facts, Facts than)
    {
        (Certainty worst, Certainty other) = (Worst(facts), Worst(than));
        if (worst != other)
        {
            return worst > other;
        }

        return facts.OldClient != than.OldClient ? facts.OldClient > than.OldClient : facts.OldServer > than.OldServer;
    }

    private static Certainty Worst(Facts facts) => facts.OldClient > facts.OldServer ? facts.OldClient : facts.OldServer;

    private ChangeKind Kind() =>
        _change.IsAddition ? ChangeKind.Added
        : _change.IsRemoval ? ChangeKind.Removed
        : _rule.Descriptor.Id == ElementRules.BecameDeprecatedId ? ChangeKind.Deprecated
        : ChangeKind.Changed;

    private bool IsAskedFor(CompatibilityProfile profile) => profile switch
    {
        CompatibilityProfile.Client or CompatibilityProfile.Stored => _facts.OldClient != Certainty.Never,
        CompatibilityProfile.Server => _facts.OldServer != Certainty.Never,
        CompatibilityProfile.Source => _facts.Source != SourceBreaks.None,
        _ => true,
    };

    private string? Notes(bool unstable, bool isAnnounced, bool isLoose)
    {
        var notes = new List<string>();
        if (_change.Place is string place)
        {
            notes.Add(place);
        }

        if (_note is not null)
        {
            notes.Add(_note);
        }

        if (_unions.Count > 0)
        {
            notes.Add($"with the branch of {string.Join(", ", _unions.Select(union => $"'{union}'"))}");
        }

        if (Condition is { } condition)
        {
            notes.Add($"only if {ConditionPhrase.Of(condition)}");
        }

        if (isAnnounced && (_change.IsLoss || Worst(_facts) > Certainty.Possible))
        {
            notes.Add(_isCurrent || _change is { IsLoss: true, OldElement.IsDeprecated: true } ? "it was deprecated" : "what leads to it was deprecated");
        }

        if (unstable && Worst(_facts) > Certainty.Information)
        {
            notes.Add("unstable, so judged one level lower");
        }
        else if (isLoose && Worst(_facts) > Certainty.Information)
        {
            notes.Add("all that leads to it was deprecated or is unstable, so judged one level lower");
        }
        else if (!_isChecked && Worst(_facts) > Certainty.Information)
        {
            notes.Add("a side that doesn't check these arguments (gen: false) takes any, so judged one level lower");
        }

        return notes.Count == 0 ? null : string.Join("; ", notes);
    }
}

/// <summary>A feature that came or went.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Condition">When it is there; null means always, or that nobody knows.</param>
internal sealed record FeatureChange(string Name, Condition? Condition);
