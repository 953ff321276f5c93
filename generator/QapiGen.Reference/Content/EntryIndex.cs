using System;
using System.Collections.Generic;
using QapiGen.Reference.Articles;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Content;

/// <summary>Where everything is that has a name.</summary>
internal sealed class EntryIndex
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _modules = new(StringComparer.Ordinal);

    /// <summary>All definitions in the order of the manual.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>Adds a definition.</summary>
    public void Add(Entry entry)
    {
        Entries.Add(entry);
        _entries.TryAdd(entry.Name, entry);
    }

    /// <summary>Adds a module's page, by the module's name and by that without extension.</summary>
    public void AddModule(string module, string page)
    {
        _modules.TryAdd(module, page);
        _modules.TryAdd(module.EndsWith(".json", StringComparison.Ordinal) ? module[..^".json".Length] : module, page);
    }

    /// <summary>The definition of a name, or null.</summary>
    public Entry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>The place of a definition, or null for one that isn't written.</summary>
    public Entry? Find(SchemaEntity entity) => _entries.TryGetValue(entity.Name, out Entry? entry) && ReferenceEquals(entry.Entity, entity) ? entry : null;

    /// <summary>The page of a module, or null.</summary>
    public string? FindModule(string name) => _modules.GetValueOrDefault(name);

    /// <summary>The place of what documentation refers to; null if there is none.</summary>
    /// <param name="names">A definition and what is in it, or a part of what is documented; a module may stand before.</param>
    /// <param name="scope">What is documented, or null.</param>
    /// <param name="isPartFirst">Whether a part of that is meant where there is a definition of the same name.</param>
    public Target? FindReference(IReadOnlyList<DocName> names, Entry? scope, bool isPartFirst)
    {
        for (int i = 0; i < names.Count; i++)
        {
            Target? own = i == 0 ? scope?.FindPart(names[i].Name) : null;
            if (Find(names[i].Name) is { } entry && !(isPartFirst && own is not null))
            {
                return (i + 1 < names.Count ? entry.FindPart(names[i + 1].Name) : null) ?? entry.Target;
            }

            if (own is not null || FindModule(names[i].Name) is null)
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>The place of <c>name</c>, or of <c>name.member</c>, whatever follows; null if there is none.</summary>
    public Target? FindPath(string path)
    {
        if (Find(path) is { } whole)
        {
            return whole.Target;
        }

        for (int end = path.LastIndexOfAny(['.', '[']); end > 0; end = path.LastIndexOfAny(['.', '['], end - 1))
        {
            if (Find(path[..end]) is { } entry)
            {
                return entry.FindPart(path[(end + 1)..].Split('.', '[')[0]) ?? entry.Target;
            }
        }

        return null;
    }
}
