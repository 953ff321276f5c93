using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>
/// Makes the answer to <c>query-qmp-schema</c>: the schema's own, without the commands that nobody runs here, and with those that the service
/// itself runs, so that it agrees with <c>query-commands</c>.
/// </summary>
/// <remarks>Shape and masked names: QAPI spec 9. What is added is in order of first use, with the numbers after the schema's.</remarks>
internal sealed class ServedIntrospection
{
    private const string EmptyType = "q_empty";

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _masked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _definitions = new(StringComparer.Ordinal);
    private readonly Queue<string> _wanted = new();
    private int _next;

    private ServedIntrospection(JsonElement definitions)
    {
        foreach (JsonElement definition in definitions.EnumerateArray())
        {
            _definitions[Name(definition)] = definition;
        }
    }

    /// <summary>Writes the answer.</summary>
    /// <param name="schema">The schema's own entities.</param>
    /// <param name="commands">What the service runs.</param>
    /// <param name="output">Where to.</param>
    public static void Write(ReadOnlyMemory<byte> schema, CommandTable commands, PooledList<byte> output)
    {
        using JsonDocument own = JsonDocument.Parse(schema);
        using JsonDocument definitions = JsonDocument.Parse(BuiltInDispatcher.Definitions.ToArray());
        var writer = new WireWriter(output);
        writer.BeginArray();
        new ServedIntrospection(definitions.RootElement).Write(own.RootElement, commands, ref writer);
        writer.EndArray();
        writer.Flush();
    }

    private void Write(JsonElement schema, CommandTable commands, ref WireWriter writer)
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement entity in schema.EnumerateArray())
        {
            string name = Name(entity);
            if (!IsCommand(entity))
            {
                Learn(entity, name);
            }
            else if (!declared.Add(name) || commands.Find(System.Text.Encoding.UTF8.GetBytes(name)) is null)
            {
                continue;
            }

            writer.Element(entity);
        }

        foreach (CommandEntry command in commands.Entries)
        {
            if (command.Dispatcher is BuiltInDispatcher && declared.Add(command.Descriptor.Name))
            {
                WriteDefinition(command.Descriptor.Name, _definitions[command.Descriptor.Name], ref writer);
                WriteWanted(ref writer);
            }
        }
    }

    private void Learn(JsonElement entity, string name)
    {
        _known.Add(name);
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            _next = Math.Max(_next, number + 1);
        }

        if (entity.TryGetProperty("members", out JsonElement members) && members.GetArrayLength() == 0 && !entity.TryGetProperty("features", out _)
            && !entity.TryGetProperty("tag", out _))
        {
            _masked.TryAdd(EmptyType, name);
        }
    }

    private void WriteWanted(ref WireWriter writer)
    {
        while (_wanted.TryDequeue(out string? name))
        {
            if (name[0] == '[')
            {
                WriteArray(name, ref writer);
            }
            else if (JsonTypeOf(name) is { } jsonType)
            {
                WriteBuiltin(name, jsonType, ref writer);
            }
            else if (name == EmptyType)
            {
                WriteEmpty(ref writer);
            }
            else
            {
                WriteDefinition(_masked[name], _definitions[name], ref writer);
            }
        }
    }

    private void WriteArray(string name, ref WireWriter writer)
    {
        Begin(Reference(name), "array", ref writer);
        writer.Member("\"element-type\": "u8);
        writer.String(Reference(name[1..^1]));
        writer.EndObject();
    }

    private static void WriteBuiltin(string name, string jsonType, ref WireWriter writer)
    {
        Begin(name, "builtin", ref writer);
        writer.Member("\"json-type\": "u8);
        writer.String(jsonType);
        writer.EndObject();
    }

    private void WriteEmpty(ref WireWriter writer)
    {
        Begin(_masked[EmptyType], "object", ref writer);
        writer.Member("\"members\": "u8);
        writer.BeginArray();
        writer.EndArray();
        writer.EndObject();
    }

    private void WriteDefinition(string name, JsonElement definition, ref WireWriter writer)
    {
        writer.BeginObject();
        foreach (JsonProperty property in definition.EnumerateObject())
        {
            writer.Member(property.Name);
            if (property.NameEquals("name"))
            {
                writer.String(name);
            }
            else
            {
                WriteProperty(property, ref writer);
            }
        }

        writer.EndObject();
    }

    // Members and variants refer to types; so do a command's two sides.
    private void WriteProperty(JsonProperty property, ref WireWriter writer)
    {
        if (property.NameEquals("arg-type") || property.NameEquals("ret-type") || property.NameEquals("type"))
        {
            writer.String(Reference(property.Value.GetString()!));
        }
        else if (property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() > 0 && property.Value[0].ValueKind == JsonValueKind.Object)
        {
            writer.BeginArray();
            foreach (JsonElement item in property.Value.EnumerateArray())
            {
                writer.BeginObject();
                foreach (JsonProperty part in item.EnumerateObject())
                {
                    writer.Member(part.Name);
                    WriteProperty(part, ref writer);
                }

                writer.EndObject();
            }

            writer.EndArray();
        }
        else
        {
            writer.Element(property.Value);
        }
    }

    /// <summary>The name by which the answer refers to a type; one that isn't there yet is wanted.</summary>
    private string Reference(string name)
    {
        string reference = name;
        if (name[0] == '[')
        {
            reference = $"[{Reference(name[1..^1])}]";
        }
        else if (JsonTypeOf(name) is null && !_masked.TryGetValue(name, out reference!))
        {
            reference = (_next++).ToString(CultureInfo.InvariantCulture);
            _masked.Add(name, reference);
        }

        if (_known.Add(reference))
        {
            _wanted.Enqueue(name);
        }

        return reference;
    }

    private static void Begin(string name, string metaType, ref WireWriter writer)
    {
        writer.BeginObject();
        writer.Member("\"name\": "u8);
        writer.String(name);
        writer.Member("\"meta-type\": "u8);
        writer.String(metaType);
    }

    private static string Name(JsonElement entity) => entity.GetProperty("name").GetString()!;

    private static bool IsCommand(JsonElement entity) => entity.GetProperty("meta-type").ValueEquals("command");

    private static string? JsonTypeOf(string name) => name switch
    {
        "str" => "string",
        "int" => "int",
        "number" => "number",
        "bool" => "boolean",
        "null" => "null",
        "any" => "value",
        _ => null,
    };
}
