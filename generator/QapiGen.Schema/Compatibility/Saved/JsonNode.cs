using System;
using System.Collections.Generic;

namespace QapiGen.Schema.Compatibility.Saved;

/// <summary>A JSON value, as far as a SchemaInfo object uses JSON.</summary>
internal sealed class JsonNode
{
    private static readonly Dictionary<string, JsonNode> NoMembers = new();

    /// <summary>What it is.</summary>
    public required JsonNodeKind Kind { get; init; }

    /// <summary>Where it begins in the text.</summary>
    public required int Start { get; init; }

    /// <summary>A string's value.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>An array's elements.</summary>
    public IReadOnlyList<JsonNode> Elements { get; init; } = Array.Empty<JsonNode>();

    /// <summary>An object's members.</summary>
    public IReadOnlyDictionary<string, JsonNode> Members { get; init; } = NoMembers;
}
