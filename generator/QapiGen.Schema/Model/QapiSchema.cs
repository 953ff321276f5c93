using System.Collections.Generic;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;

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
