using System.Collections.Generic;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>A resolved schema: what a root file and its includes mean.</summary>
public sealed class QapiSchema
{
    /// <summary>The dialect it was read in.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>All modules: the built-in one, the root, then by first include (spec I-8).</summary>
    public required IReadOnlyList<SchemaModule> Modules { get; init; }

    /// <summary>All entities in order of entry (spec I-10).</summary>
    public required IReadOnlyList<SchemaEntity> Entities { get; init; }

    /// <summary>Every documentation block, in reading order, included files' in place (spec A-7).</summary>
    public required IReadOnlyList<DocBlock> DocBlocks { get; init; }

    /// <summary>Types, commands and events by name (spec N-9).</summary>
    public required IReadOnlyDictionary<string, SchemaEntity> ByName { get; init; }

    /// <summary>The root's module.</summary>
    public SchemaModule Root => Modules[1];
}

/// <summary>A module: one file, or the built-in one (spec I-6).</summary>
public sealed class SchemaModule
{
    private readonly List<SchemaEntity> _entities = new();

    /// <summary>Makes a module.</summary>
    /// <param name="name">Path relative to the root file's directory, normalised, with <c>/</c>; <c>./builtin</c> for the built-in module.</param>
    /// <param name="file">Its file; null for the built-in module.</param>
    public SchemaModule(string name, SchemaFile? file)
    {
        Name = name;
        File = file;
    }

    /// <summary>The module's name.</summary>
    public string Name { get; }

    /// <summary>The module's file, or null.</summary>
    public SchemaFile? File { get; }

    /// <summary>Whether this is the built-in module.</summary>
    public bool IsBuiltin => File is null;

    /// <summary>Its entities, in order of entry (spec I-11).</summary>
    public IReadOnlyList<SchemaEntity> Entities => _entities;

    internal void Add(SchemaEntity entity) => _entities.Add(entity);
}
