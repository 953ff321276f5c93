using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace QapiGen.Compatibility.Tests.CrossCheck;

/// <summary>Compares two introspection arrays as plain JSON: follows references, looks at no type's name, takes order as free.</summary>
internal sealed class JsonShapes
{
    private readonly Dictionary<string, JsonObject> _old;
    private readonly Dictionary<string, JsonObject> _new;
    private readonly HashSet<(string, string)> _assumed = [];

    public JsonShapes(JsonArray old, JsonArray @new)
    {
        _old = old.ToDictionary(n => n!["name"]!.GetValue<string>(), n => n!.AsObject());
        _new = @new.ToDictionary(n => n!["name"]!.GetValue<string>(), n => n!.AsObject());
    }

    /// <summary>Commands and events of both sides, of the old or of the new one only.</summary>
    public IEnumerable<string> Roots(bool inOld, bool inNew) => (inOld ? _old : _new)
        .Where(e => e.Value["meta-type"]!.GetValue<string>() is "command" or "event" && (inOld ? _new : _old).ContainsKey(e.Key) == (inOld && inNew))
        .Select(e => e.Key);

    /// <summary>Whether the root is a command.</summary>
    public bool IsCommand(string root) => (_old.GetValueOrDefault(root) ?? _new[root])["meta-type"]!.GetValue<string>() == "command";

    /// <summary>Whether what goes from client to server differs; of an event, what goes from server to client.</summary>
    public bool ArgumentsDiffer(string root) => Extras(_old[root]) != Extras(_new[root]) || TypesDiffer(root, "arg-type");

    /// <summary>Whether what a command returns differs.</summary>
    public bool ResultDiffers(string root) => TypesDiffer(root, "ret-type");

    private bool TypesDiffer(string root, string member)
    {
        _assumed.Clear();
        return Differ(_old[root][member]!.GetValue<string>(), _new[root][member]!.GetValue<string>());
    }

    private bool Differ(string oldName, string newName)
    {
        if (!_assumed.Add((oldName, newName)))
        {
            return false;
        }

        JsonObject old = _old[oldName];
        JsonObject @new = _new[newName];
        string kind = old["meta-type"]!.GetValue<string>();
        return kind != @new["meta-type"]!.GetValue<string>() || kind switch
        {
            "builtin" => oldName != newName,
            "array" => Differ(old["element-type"]!.GetValue<string>(), @new["element-type"]!.GetValue<string>()),
            "alternate" => AlternatesDiffer(old, @new),
            _ => Extras(old) != Extras(@new) || ListsDiffer(old, @new, "members", "name") || ListsDiffer(old, @new, "variants", "case"),
        };
    }

    private bool ListsDiffer(JsonObject old, JsonObject @new, string list, string key)
    {
        Dictionary<string, JsonObject> before = ByKey(old[list], key);
        Dictionary<string, JsonObject> after = ByKey(@new[list], key);
        return before.Count != after.Count || before.Any(entry =>
            !after.TryGetValue(entry.Key, out JsonObject? other)
            || Extras(entry.Value) != Extras(other)
            || (entry.Value["type"] is JsonNode type && Differ(type.GetValue<string>(), other["type"]!.GetValue<string>())));
    }

    private bool AlternatesDiffer(JsonObject old, JsonObject @new)
    {
        string[] before = [.. old["members"]!.AsArray().Select(m => m!["type"]!.GetValue<string>())];
        string[] after = [.. @new["members"]!.AsArray().Select(m => m!["type"]!.GetValue<string>())];
        return before.Length != after.Length || before.Any(b => after.All(a => Trial(b, a)));
    }

    private bool Trial(string oldName, string newName)
    {
        (string, string)[] assumed = [.. _assumed];
        bool differ = Differ(oldName, newName);
        if (differ)
        {
            _assumed.Clear();
            _assumed.UnionWith(assumed);
        }

        return differ;
    }

    private static Dictionary<string, JsonObject> ByKey(JsonNode? list, string key) =>
        list is null ? [] : list.AsArray().ToDictionary(m => m![key]!.GetValue<string>(), m => m!.AsObject());

    // Whatever isn't a name, a reference or a list of parts: features, optionality, discriminator, out-of-band.
    private static string Extras(JsonObject entry) => string.Join(";", entry
        .Where(p => p.Key is "features" or "default" or "tag" or "allow-oob")
        .OrderBy(p => p.Key, System.StringComparer.Ordinal)
        .Select(p => p.Key + "=" + (p.Value is JsonArray features ? string.Join(",", features.Select(f => f!.ToString()).Order()) : p.Value?.ToJsonString())));
}
