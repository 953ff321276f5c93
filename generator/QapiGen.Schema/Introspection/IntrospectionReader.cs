using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Introspection;

/// <summary>Reads what a server answered to <c>query-qmp-schema</c>: the array, or the whole reply around it.</summary>
/// <remarks>Takes masked and unmasked names, and the shape of 5.2, which has no <c>members</c> of enums. Unknown keys are skipped (spec W-20).</remarks>
public sealed class IntrospectionReader
{
    private readonly string _text;

    private IntrospectionReader(string text) => _text = text;

    /// <summary>Reads a reply.</summary>
    /// <exception cref="IntrospectionFormatException">The text is no JSON, or not of this shape.</exception>
    public static EquatableArray<SchemaInfo> Read(string text)
    {
        JsonNode root = JsonReader.Read(text);
        return new IntrospectionReader(text).ReadAll(root.Kind == JsonKinds.Object && root.Find("return") is { } reply ? reply : root);
    }

    private EquatableArray<SchemaInfo> ReadAll(JsonNode array)
    {
        Expect(array, JsonKinds.Array, "an array of SchemaInfo objects, or a reply with it as 'return'");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var infos = new SchemaInfo[array.Items.Count];
        for (int i = 0; i < infos.Length; i++)
        {
            infos[i] = ReadInfo(array.Items[i]);
            if (!names.Add(infos[i].Name))
            {
                throw Fail(array.Items[i], $"'{infos[i].Name}' occurs twice");
            }
        }

        return new(infos);
    }

    private SchemaInfo ReadInfo(JsonNode node)
    {
        string name = Text(node, "name");
        string kind = Text(node, "meta-type");
        SchemaInfo info = kind switch
        {
            "command" => new CommandInfo(name, Text(node, "arg-type"), Text(node, "ret-type"), node.Find("allow-oob") is { Kind: JsonKinds.Boolean, Text: "true" }),
            "event" => new EventInfo(name, Text(node, "arg-type")),
            "enum" => ReadEnum(node, name),
            "object" => ReadObject(node, name),
            "alternate" => new AlternateInfo(name, ReadList(node, "members", member => Text(member, "type"))),
            "array" => new ArrayInfo(name, Text(node, "element-type")),
            "builtin" => new BuiltinInfo(name, Text(node, "json-type")),
            _ => throw Fail(node, $"'{name}' has unknown meta-type '{kind}'"),
        };
        return info with { Features = ReadFeatures(node) };
    }

    private EnumInfo ReadEnum(JsonNode node, string name) => node.Find("members") is not null
        ? new EnumInfo(name, ReadList(node, "members", member => new EnumMemberInfo(Text(member, "name"), ReadFeatures(member))))
        : new EnumInfo(name, ReadList(node, "values", value => new EnumMemberInfo(String(value, "a value"))), HasMembers: false);

    private ObjectInfo ReadObject(JsonNode node, string name)
    {
        var members = ReadList(
            node,
            "members",
            member => new ObjectMemberInfo(Text(member, "name"), Text(member, "type"), member.Find("default") is not null, ReadFeatures(member)));
        return node.Find("tag") is null
            ? new ObjectInfo(name, members)
            : new ObjectInfo(name, members)
            {
                Tag = Text(node, "tag"),
                Variants = ReadList(node, "variants", variant => new VariantInfo(Text(variant, "case"), Text(variant, "type"))),
            };
    }

    private EquatableArray<string>? ReadFeatures(JsonNode node) =>
        node.Find("features") is null ? null : ReadList(node, "features", feature => String(feature, "a feature"));

    private EquatableArray<T> ReadList<T>(JsonNode node, string key, Func<JsonNode, T> read)
    {
        JsonNode array = node.Find(key) ?? throw Fail(node, $"'{key}' is missing");
        Expect(array, JsonKinds.Array, $"'{key}' as an array");
        var items = new T[array.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = read(array.Items[i]);
        }

        return new(items);
    }

    private string Text(JsonNode node, string key)
    {
        Expect(node, JsonKinds.Object, "an object");
        return String(node.Find(key) ?? throw Fail(node, $"'{key}' is missing"), $"'{key}'");
    }

    private string String(JsonNode node, string what)
    {
        Expect(node, JsonKinds.String, $"{what} as a string");
        return node.Text;
    }

    private void Expect(JsonNode node, JsonKinds kind, string what)
    {
        if (node.Kind != kind)
        {
            throw Fail(node, $"expected {what}");
        }
    }

    private IntrospectionFormatException Fail(JsonNode node, string fault) => JsonReader.Fail(_text, node.Offset, fault);
}

/// <summary>A text is no reply of <c>query-qmp-schema</c>.</summary>
public sealed class IntrospectionFormatException : Exception
{
    /// <summary>Makes one without details.</summary>
    public IntrospectionFormatException()
        : this("not a reply of query-qmp-schema")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong, with line and column where that is known.</param>
    public IntrospectionFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that another caused.</summary>
    public IntrospectionFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
