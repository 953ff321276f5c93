using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Compatibility.Wire;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Compatibility.Saved;

/// <summary>Makes a <see cref="WireSchema"/> from SchemaInfo objects (spec 9).</summary>
internal sealed class SavedSchemaBuilder
{
    private static readonly WireObject Nothing = new();

    private readonly SchemaFile _file;
    private readonly Dictionary<string, JsonNode> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WireType> _types = new(StringComparer.Ordinal);
    private readonly Queue<Action> _pending = new();
    private readonly List<string> _gaps = new();

    /// <summary>Makes a builder.</summary>
    public SavedSchemaBuilder(SchemaFile file) => _file = file;

    /// <summary>Makes the schema.</summary>
    public WireSchema Build(JsonNode root)
    {
        var commands = new List<JsonNode>();
        var events = new List<JsonNode>();
        foreach (JsonNode entry in Elements(root, "the schema"))
        {
            switch (Text(entry, "meta-type"))
            {
                case "command":
                    commands.Add(entry);
                    break;
                case "event":
                    events.Add(entry);
                    break;
                default:
                    _entries[Text(entry, "name")] = entry;
                    break;
            }
        }

        WireCommand[] madeCommands = commands.Select(MakeCommand).ToArray();
        WireEvent[] madeEvents = events.Select(MakeEvent).ToArray();
        while (_pending.Count > 0)
        {
            _pending.Dequeue()();
        }

        return new WireSchema(madeCommands, madeEvents, isIntrospection: true, _gaps);
    }

    private WireCommand MakeCommand(JsonNode entry) => new()
    {
        Name = Text(entry, "name"),
        Features = Features(entry),
        Arguments = UseObject(entry, "arg-type"),
        Result = Use(Text(entry, "ret-type")),
        AllowsOutOfBand = entry.Members.TryGetValue("allow-oob", out JsonNode? flag) && flag.Kind == JsonNodeKind.True,
    };

    private WireEvent MakeEvent(JsonNode entry) => new()
    {
        Name = Text(entry, "name"),
        Features = Features(entry),
        Data = UseObject(entry, "arg-type"),
    };

    private WireObject UseObject(JsonNode entry, string member)
    {
        if (Use(Text(entry, member)) is WireObject type)
        {
            return type;
        }

        throw Fault(entry, $"'{member}' is no object type");
    }

    private WireType Use(string name)
    {
        if (!_types.TryGetValue(name, out WireType? made))
        {
            made = _entries.TryGetValue(name, out JsonNode? entry) ? Make(name, entry) : Missing(name);
            _types.Add(name, made);
        }

        return made;
    }

    private WireType Make(string name, JsonNode entry)
    {
        switch (Text(entry, "meta-type"))
        {
            case "builtin":
                return MakeBuiltin(name, entry);
            case "array":
                var array = new WireArray();
                _pending.Enqueue(() => array.Element = Use(Text(entry, "element-type")));
                return array;
            case "enum":
                return new WireEnum { Name = Path(name), IsNamed = IsNamed(name), Values = MakeValues(entry) };
            case "alternate":
                var alternate = new WireAlternate { Name = Path(name), IsNamed = IsNamed(name) };
                _pending.Enqueue(() => alternate.Alternatives = Array(entry, "members").Select(MakeAlternative).ToArray());
                return alternate;
            case "object":
                var type = new WireObject { Name = Path(name), IsNamed = IsNamed(name) };
                _pending.Enqueue(() => Fill(type, entry));
                return type;
            default:
                throw Fault(entry, $"'{Text(entry, "meta-type")}' is no meta-type");
        }
    }

    private WireScalar MakeBuiltin(string name, JsonNode entry)
    {
        for (BuiltinKind kind = BuiltinKind.Str; kind <= BuiltinKind.Null; kind++)
        {
            if (WireScalar.NameOf(kind) == name)
            {
                return new WireScalar(kind, isSomeInteger: kind == BuiltinKind.Int);
            }
        }

        throw Fault(entry, $"'{name}' is no built-in type");
    }

    private WireValue[] MakeValues(JsonNode entry) => entry.Members.ContainsKey("members")
        ? Array(entry, "members").Select(v => new WireValue { Name = Text(v, "name"), Features = Features(v) }).ToArray()
        : Array(entry, "values").Select(v => new WireValue { Name = v.Text }).ToArray();

    private void Fill(WireObject type, JsonNode entry)
    {
        type.Members = Array(entry, "members").Select(member => new WireMember
        {
            Name = Text(member, "name"),
            Features = Features(member),
            Type = Use(Text(member, "type")),
            IsOptional = member.Members.ContainsKey("default"),
            DefinedIn = type.Name,
        }).ToArray();
        if (entry.Members.ContainsKey("tag"))
        {
            type.Tag = type.Find(Text(entry, "tag")) ?? throw Fault(entry, "the tag is no member");
            type.Branches = Array(entry, "variants").Select(variant => new WireBranch
            {
                Name = Text(variant, "case"),
                Type = UseObject(variant, "type"),
            }).ToArray();
        }
    }

    private WireAlternative MakeAlternative(JsonNode member)
    {
        WireType type = Use(Text(member, "type"));
        return new WireAlternative { Name = type.JsonKind.ToString().ToLowerInvariant(), Type = type };
    }

    private WireObject Missing(string name)
    {
        _gaps.Add($"{_file.Path}: a type '{name}' is referred to and not defined");
        return Nothing;
    }

    private static bool IsMasked(string name) => name.Length > 0 && name.All(char.IsDigit);

    private static bool IsNamed(string name) => !IsMasked(name) && !ImplicitNames.IsImplicit(name);

    private static string? Path(string name) => IsMasked(name) || name == "q_empty" ? null : ImplicitNames.Owner(name);

    private string[] Features(JsonNode entry) => entry.Members.ContainsKey("features")
        ? Array(entry, "features").Select(f => f.Text).ToArray()
        : System.Array.Empty<string>();

    private IReadOnlyList<JsonNode> Array(JsonNode entry, string member) =>
        Elements(entry.Members.TryGetValue(member, out JsonNode? value) ? value : throw Fault(entry, $"'{member}' is missing"), $"'{member}'");

    private IReadOnlyList<JsonNode> Elements(JsonNode node, string what) =>
        node.Kind == JsonNodeKind.Array ? node.Elements : throw Fault(node, $"{what} is no array");

    private string Text(JsonNode entry, string member) =>
        entry.Members.TryGetValue(member, out JsonNode? value) && value.Kind == JsonNodeKind.String
            ? value.Text
            : throw Fault(entry, $"a SchemaInfo object has a string '{member}'");

    private SavedSchemaException Fault(JsonNode node, string message) =>
        new(message, new SchemaLocation(_file, new SourceSpan(node.Start, 0)));
}
