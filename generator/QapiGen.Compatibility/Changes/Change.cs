using System;
using System.Collections.Generic;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Changes;

/// <summary>An element on both sides, or on one; whether it really changed is for the rules to say.</summary>
internal abstract class Change
{
    /// <summary>The element in the old schema; null if it was added.</summary>
    public abstract WireElement? OldElement { get; }

    /// <summary>The element in the new schema; null if it was removed.</summary>
    public abstract WireElement? NewElement { get; }

    /// <summary>What the findings' path says; set again only while the graph is being made.</summary>
    public required string Path { get; set; }

    /// <summary>How it is reached.</summary>
    public required Reach Reach { get; init; }

    /// <summary>The type in the new schema that holds or held it, or null; where to point for what is gone.</summary>
    public SchemaLocation? Near { get; init; }

    /// <summary>Which exchange of types or which change of a base is behind it, or null: a type that still is there may have made place for another one here.</summary>
    public string? Place { get; set; }

    /// <summary>All paths that it has if several heirs of a base show it as theirs; else empty.</summary>
    public IReadOnlyList<string> Places { get; set; } = Array.Empty<string>();

    /// <summary>Whether old and new have different names and are taken to be the same element.</summary>
    public bool IsRenamed { get; init; }

    /// <summary>Whether arguments hold it.</summary>
    public bool IsSent => Reach.IsSent;

    /// <summary>Whether results or events hold it.</summary>
    public bool IsReceived => Reach.IsReceived;

    /// <summary>Whether it is new.</summary>
    public bool IsAddition => OldElement is null && NewElement is not null;

    /// <summary>Whether it is gone.</summary>
    public bool IsRemoval => OldElement is not null && NewElement is null;

    /// <summary>Whether something that could be used is gone: the element, or all that it held.</summary>
    public virtual bool IsLoss => IsRemoval;

    /// <summary>The element, the old one if there is one.</summary>
    public WireElement Element => OldElement ?? NewElement!;

    /// <summary>The old place.</summary>
    public virtual SchemaLocation? OldLocation => OldElement?.Location;

    /// <summary>The new place.</summary>
    public virtual SchemaLocation? NewLocation => NewElement?.Location;

    /// <summary>Features in the old schema; null where it had none to compare, or wasn't there.</summary>
    public virtual IReadOnlyList<string>? OldFeatures => OldElement?.Features;

    /// <summary>Features in the new schema; null as before.</summary>
    public virtual IReadOnlyList<string>? NewFeatures => NewElement?.Features;

    /// <summary>When a feature of the old element, or of the new one, is there; null means always, or that nobody knows.</summary>
    public virtual Condition? ConditionOf(string feature, bool isNew) =>
        (isNew ? NewElement : OldElement)?.FeatureConditions.TryGetValue(feature, out Condition? condition) == true ? condition : null;

    /// <summary>Chooses facts by the directions in which the element is reached.</summary>
    public Facts Facts(Facts send, Facts receive)
    {
        Facts facts = Findings.Facts.None;
        if (IsSent)
        {
            facts = facts.And(send);
        }

        return IsReceived ? facts.And(receive) : facts;
    }
}

/// <summary>An element of one kind on both sides or on one.</summary>
/// <typeparam name="TElement">The kind.</typeparam>
internal abstract class Change<TElement> : Change
    where TElement : WireElement
{
    /// <summary>The element in the old schema, as what it is.</summary>
    public TElement? Old { get; init; }

    /// <summary>The element in the new schema, as what it is.</summary>
    public TElement? New { get; init; }

    /// <inheritdoc/>
    public sealed override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public sealed override WireElement? NewElement => New;
}
