using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Introspection;

/// <summary>A JSON value that was read, with where it stands.</summary>
internal sealed class JsonNode
{
    public JsonNode(JsonKinds kind, int offset)
    {
        Kind = kind;
        Offset = offset;
    }

    public JsonKinds Kind { get; }

    /// <summary>Where the value starts in the text.</summary>
    public int Offset { get; }

    /// <summary>A string's value, or a number's or boolean's text.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>An array's elements.</summary>
    public IReadOnlyList<JsonNode> Items { get; init; } = Array.Empty<JsonNode>();

    /// <summary>An object's members.</summary>
    public IReadOnlyDictionary<string, JsonNode> Members { get; init; } = EmptyMembers;

    private static Dictionary<string, JsonNode> EmptyMembers { get; } = new(StringComparer.Ordinal);

    public JsonNode? Find(string key) => Members.TryGetValue(key, out JsonNode? value) ? value : null;
}
