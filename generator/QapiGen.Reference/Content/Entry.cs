using System;
using System.Collections.Generic;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Names;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Content;

/// <summary>A definition that has a place in the manual.</summary>
internal sealed class Entry
{
    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _features = new(StringComparer.Ordinal);

    /// <summary>Finds places for a definition and its parts.</summary>
    public Entry(SchemaEntity entity, string page, UniqueNames anchors)
    {
        Entity = entity;
        Kind = KindOf(entity);
        Target = new Target(page, anchors.Take(Slug.Of(Group + "-" + entity.Name)));
        Doc = entity.Documentation is { } block ? DocReader.Read(block) : new DefinitionDoc();
        foreach (string part in Parts(entity))
        {
            Take(_parts, part, "", anchors);
        }

        foreach (string feature in FeatureNames())
        {
            Take(_features, feature, "feature.", anchors);
        }
    }

    /// <summary>What it is.</summary>
    public SchemaEntity Entity { get; }

    /// <summary>Its name.</summary>
    public string Name => Entity.Name;

    /// <summary>What it is, in a word.</summary>
    public string Kind { get; }

    /// <summary><c>command</c>, <c>event</c> or <c>type</c>.</summary>
    public string Group => Entity is CommandDefinition ? "command" : Entity is EventDefinition ? "event" : "type";

    /// <summary>Its place.</summary>
    public Target Target { get; }

    /// <summary>What its documentation says.</summary>
    public DefinitionDoc Doc { get; }

    /// <summary>Names of members, values or branches with a place of their own, in order.</summary>
    public IEnumerable<string> PartNames => _parts.Keys;

    /// <summary>Its own features.</summary>
    public EquatableArray<Feature> Features => Entity.Features;

    /// <summary>The place of a member, value or branch; null if it has none.</summary>
    public Target? FindPart(string name) => _parts.TryGetValue(name, out string? anchor) ? Target with { Anchor = anchor } : null;

    /// <summary>The place of a feature's description; null if there is none.</summary>
    public Target? FindFeature(string name) => _features.TryGetValue(name, out string? anchor) ? Target with { Anchor = anchor } : null;

    /// <summary>The arguments, data or the type itself, if it is an object.</summary>
    public ObjectType? Members => Entity switch
    {
        CommandDefinition command => command.Arguments,
        EventDefinition definition => definition.Data,
        ObjectType structure => structure,
        _ => null,
    };

    /// <summary>Names of features that the definition has or describes.</summary>
    public IReadOnlyCollection<string> FeatureNames()
    {
        var names = new List<string>();
        foreach (Feature feature in Entity.Features)
        {
            names.Add(feature.Name);
        }

        var known = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (DocEntry entry in Doc.Features)
        {
            if (known.Add(entry.Name))
            {
                names.Add(entry.Name);
            }
        }

        return names;
    }

    private void Take(Dictionary<string, string> places, string name, string prefix, UniqueNames anchors)
    {
        if (!places.ContainsKey(name))
        {
            places.Add(name, anchors.Take($"{Target.Anchor}.{prefix}{Slug.Of(name)}"));
        }
    }

    private IEnumerable<string> Parts(SchemaEntity entity)
    {
        foreach (Member member in Members?.Members ?? default)
        {
            yield return member.Name;
        }

        foreach (Branch branch in Members?.Branches ?? default)
        {
            yield return branch.Name;
        }

        foreach (EnumValue value in (entity as EnumType)?.Values ?? default)
        {
            yield return value.Name;
        }

        foreach (Alternative alternative in (entity as AlternateType)?.Alternatives ?? default)
        {
            yield return alternative.Name;
        }
    }

    private static string KindOf(SchemaEntity entity) => entity switch
    {
        CommandDefinition => "command",
        EventDefinition => "event",
        EnumType => "enum",
        AlternateType => "alternate",
        ObjectType { IsUnion: true } => "union",
        ObjectType => "struct",
        _ => "built-in type",
    };
}
