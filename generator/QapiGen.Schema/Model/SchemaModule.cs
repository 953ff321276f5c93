using System.Collections.Generic;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

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
