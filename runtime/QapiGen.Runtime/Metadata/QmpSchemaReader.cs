using System;
using System.Collections.Generic;
using System.Text.Json;

namespace QapiGen.Runtime.Metadata;

/// <summary>Turns SchemaInfo objects into a linked graph: first every type by name, then the references between them.</summary>
internal sealed class QmpSchemaReader
{
    private const string EmptyTypeName = "q_empty";

    private readonly List<(QmpTypeInfo Type, JsonElement Source)> _unlinked = [];
    private readonly List<JsonElement> _entries = [];

    public Dictionary<string, QmpCommandInfo> Commands { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, QmpEventInfo> Events { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, QmpTypeInfo> Types { get; } = new(StringComparer.Ordinal);

    public void Add(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            Add(JsonElement.ParseValue(ref reader));
        }
        catch (JsonException fault)
        {
            throw new FormatException("The schema is not JSON", fault);
        }
    }

    public void Add(JsonElement array)
    {
        try
        {
            foreach (JsonElement entry in array.EnumerateArray())
            {
                AddEntry(entry);
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The schema is not an array of SchemaInfo objects", fault);
        }
    }

    public QmpSchemaReader Link()
    {
        try
        {
            foreach ((QmpTypeInfo type, JsonElement source) in _unlinked)
            {
                LinkType(type, source);
            }

            foreach (JsonElement entry in _entries)
            {
                AddCommandOrEvent(entry);
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The schema is not an array of SchemaInfo objects", fault);
        }

        return this;
    }

    private static string Text(JsonElement entry, string member) =>
        entry.GetProperty(member).GetString() ?? throw new FormatException($"'{member}' of a SchemaInfo object is null");

    private static bool Flag(JsonElement entry, string member, bool absent) =>
        entry.TryGetProperty(member, out JsonElement value) ? value.GetBoolean() : absent;

    private static string[] Features(JsonElement entry)
    {
        if (!entry.TryGetProperty("features", out JsonElement features))
        {
            return [];
        }

        var names = new string[features.GetArrayLength()];
        int count = 0;
        foreach (JsonElement feature in features.EnumerateArray())
        {
            names[count++] = feature.GetString() ?? throw new FormatException("A feature is null");
        }

        return names;
    }

    private static List<QmpEnumValueInfo> EnumValues(JsonElement entry)
    {
        var values = new List<QmpEnumValueInfo>();
        if (entry.TryGetProperty("members", out JsonElement members))
        {
            foreach (JsonElement member in members.EnumerateArray())
            {
                values.Add(new QmpEnumValueInfo(Text(member, "name"), Features(member)));
            }

            return values;
        }

        foreach (JsonElement value in entry.GetProperty("values").EnumerateArray())
        {
            values.Add(new QmpEnumValueInfo(value.GetString() ?? throw new FormatException("An enum value is null"), []));
        }

        return values;
    }

    private void AddEntry(JsonElement entry)
    {
        string kind = Text(entry, "meta-type");
        if (kind is "command" or "event")
        {
            _entries.Add(entry);
            return;
        }

        string name = Text(entry, "name");
        QmpTypeInfo? type = kind switch
        {
            "enum" => new QmpEnumInfo(name, Features(entry), EnumValues(entry)),
            "object" => new QmpObjectInfo(name, Features(entry), entry.TryGetProperty("tag", out JsonElement tag) ? tag.GetString() : null),
            "alternate" => new QmpAlternateInfo(name, Features(entry)),
            "array" => new QmpArrayInfo(name),
            _ => QmpBuiltinInfo.ForName(name),
        };
        if (type is not null)
        {
            // Modules may repeat what they share; all copies say the same.
            Types[name] = type;
            _unlinked.Add((type, entry));
        }
    }

    private QmpTypeInfo Resolve(string reference)
    {
        if (Types.TryGetValue(reference, out QmpTypeInfo? known))
        {
            return known;
        }

        if (reference.StartsWith("[[[[[[[[", StringComparison.Ordinal))
        {
            // Arrays of arrays don't occur; a peer that sends thousands must not exhaust the stack.
            throw new FormatException("A type reference of the schema is nested too deeply");
        }

        QmpTypeInfo type = reference.StartsWith('[') && reference.EndsWith(']')
            ? new QmpArrayInfo(reference) { ElementType = Resolve(reference[1..^1]) }
            : reference == EmptyTypeName ? new QmpObjectInfo(reference, [], null)
            : QmpBuiltinInfo.ForName(reference) ?? QmpBuiltinInfo.Unshown(reference);
        Types[reference] = type;
        return type;
    }

    private void LinkType(QmpTypeInfo type, JsonElement source)
    {
        switch (type)
        {
            case QmpArrayInfo array:
                array.ElementType = Resolve(Text(source, "element-type"));
                break;
            case QmpAlternateInfo alternate:
                alternate.Branches = Array.ConvertAll([.. source.GetProperty("members").EnumerateArray()], branch => Resolve(Text(branch, "type")));
                break;
            case QmpObjectInfo data:
                data.Link(Members(source), Branches(source));
                break;
        }
    }

    private List<QmpMemberInfo> Members(JsonElement source)
    {
        var members = new List<QmpMemberInfo>();
        foreach (JsonElement member in source.GetProperty("members").EnumerateArray())
        {
            bool isOptional = member.TryGetProperty("default", out _);
            members.Add(new QmpMemberInfo(Text(member, "name"), Resolve(Text(member, "type")), isOptional, Features(member)));
        }

        return members;
    }

    private Dictionary<string, QmpTypeInfo> Branches(JsonElement source)
    {
        var branches = new Dictionary<string, QmpTypeInfo>(StringComparer.Ordinal);
        if (source.TryGetProperty("variants", out JsonElement variants))
        {
            foreach (JsonElement variant in variants.EnumerateArray())
            {
                branches[Text(variant, "case")] = Resolve(Text(variant, "type"));
            }
        }

        return branches;
    }

    private QmpTypeInfo Reference(JsonElement entry, string member) =>
        Resolve(entry.TryGetProperty(member, out JsonElement name) ? name.GetString() ?? EmptyTypeName : EmptyTypeName);

    private void AddCommandOrEvent(JsonElement entry)
    {
        string name = Text(entry, "name");
        if (Text(entry, "meta-type") == "event")
        {
            Events[name] = new QmpEventInfo(name, Reference(entry, "arg-type"), Features(entry));
            return;
        }

        Commands[name] = new QmpCommandInfo(
            name,
            Reference(entry, "arg-type"),
            Reference(entry, "ret-type"),
            Flag(entry, "allow-oob", absent: false),
            !Flag(entry, "gen", absent: true),
            Features(entry));
    }
}
