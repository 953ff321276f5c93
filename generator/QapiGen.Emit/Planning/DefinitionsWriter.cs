using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using QapiGen.Emit.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>
/// Writes a module's definitions as SchemaInfo objects with real names and exact integer types: what the runtime checks arguments by,
/// and what two builds compare before they share types.
/// </summary>
internal sealed class DefinitionsWriter(Selection selection)
{
    private readonly StringBuilder _text = new();

    /// <summary>One JSON object for a definition, and another one for a built-in enum that it uses; none for what isn't seen on the wire.</summary>
    public IReadOnlyList<string> Write(SchemaEntity entity)
    {
        if (entity is ArrayType or IncludeEntity)
        {
            return [];
        }

        var definitions = new List<string>(1);
        Add(entity, definitions);
        if (selection.Uses(entity).Find(used => used is EnumType && used.Module.IsBuiltin) is EnumType qtype)
        {
            Add(qtype, definitions);
        }

        return definitions;
    }

    /// <summary>Hash of a module's definitions, documentation aside.</summary>
    public string Hash(SchemaModule module) => Hash(module.Entities.Where(selection.Contains).SelectMany(Write).ToList());

    /// <summary>Hash of definitions.</summary>
    public static string Hash(List<string> definitions)
    {
        using SHA256 algorithm = SHA256.Create();
        byte[] bytes = [];
        for (int i = 0; i < definitions.Count; i++)
        {
            string line = definitions[i];
            int most = Encoding.UTF8.GetMaxByteCount(line.Length) + 1;
            bytes = bytes.Length < most ? new byte[Math.Max(most, 4096)] : bytes;
            bytes[0] = (byte)'\n';
            int length = Encoding.UTF8.GetBytes(line, 0, line.Length, bytes, 1);
            int first = i == 0 ? 1 : 0;
            algorithm.TransformBlock(bytes, first, length + 1 - first, null, 0);
        }

        algorithm.TransformFinalBlock([], 0, 0);
        return string.Concat(algorithm.Hash.Take(16).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static string Name(SchemaType? type) => type switch
    {
        null => "q_empty",
        ArrayType array => $"[{Name(array.Element)}]",
        _ => type.Name,
    };

    private void Add(SchemaEntity entity, List<string> definitions)
    {
        switch (entity)
        {
            case CommandDefinition command:
                WriteCommand(command);
                break;
            case EventDefinition data:
                Begin("event", entity);
                Pair(", \"arg-type\": ", Name(data.Data));
                break;
            case EnumType type:
                WriteEnum(type);
                break;
            case AlternateType alternate:
                WriteAlternate(alternate);
                break;
            case ObjectType { Kind: not (ObjectKind.InlineBase or ObjectKind.Empty) } data:
                WriteObject(data);
                break;
            default:
                return;
        }

        WriteFeatures(entity.Features);
        definitions.Add(_text.Append('}').ToString());
        _text.Clear();
    }

    private void WriteCommand(CommandDefinition command)
    {
        Begin("command", command);
        Pair(", \"arg-type\": ", Name(command.Arguments));
        Pair(", \"ret-type\": ", Name(command.Returns));
        Flag(command.AllowsOutOfBand, ", \"allow-oob\": true");
        Flag(!command.HasGeneratedMarshalling, ", \"gen\": false");
        Flag(!command.HasSuccessResponse, ", \"success-response\": false");
        Flag(command.AllowsPreconfig, ", \"allow-preconfig\": true");
        if (DocPlanner.Since(command) is { } since)
        {
            Pair(", \"since\": ", since);
        }
    }

    private void WriteEnum(EnumType type)
    {
        Begin("enum", type);
        WriteList("members", type.Values, value => value.Condition, value =>
        {
            Pair("{\"name\": ", value.Name);
            WriteFeatures(value.Features);
        });
    }

    private void WriteAlternate(AlternateType alternate)
    {
        Begin("alternate", alternate);
        WriteList("members", alternate.Alternatives, item => item.Condition, item => Pair("{\"type\": ", Name(item.Type)));
    }

    private void WriteObject(ObjectType data)
    {
        Begin("object", data);
        WriteList("members", data.Members, member => member.Condition, member =>
        {
            Pair("{\"name\": ", member.Name);
            Pair(", \"type\": ", Name(member.Type));
            Flag(member.IsOptional, ", \"default\": null");
            WriteFeatures(member.Features);
        });
        if (data.Discriminator is not null)
        {
            Pair(", \"tag\": ", data.Discriminator.Name);
            WriteList("variants", data.Branches, branch => branch.Condition, branch =>
            {
                Pair("{\"case\": ", branch.Name);
                Pair(", \"type\": ", Name(branch.Type.IsEmpty ? null : branch.Type));
            });
        }
    }

    // Each item begins its object itself; what a condition drops is left out.
    private void WriteList<T>(string key, EquatableArray<T> items, Func<T, Condition?> condition, Action<T> write)
    {
        _text.Append(", \"").Append(key).Append("\": [");
        bool isLater = false;
        foreach (T item in items)
        {
            if (selection.Holds(condition(item)))
            {
                Flag(isLater, ", ");
                write(item);
                _text.Append('}');
                isLater = true;
            }
        }

        _text.Append(']');
    }

    private void WriteFeatures(EquatableArray<Feature> features)
    {
        bool any = false;
        foreach (Feature feature in features)
        {
            if (selection.Holds(feature.Condition))
            {
                Pair(any ? ", " : ", \"features\": [", feature.Name);
                any = true;
            }
        }

        Flag(any, "]");
    }

    private void Begin(string metaType, SchemaEntity entity)
    {
        Pair("{\"name\": ", entity.Name);
        Pair(", \"meta-type\": ", metaType);
    }

    private void Pair(string key, string value) => _text.Append(key).Append(CSharpLiteral.Quote(value));

    private void Flag(bool holds, string text) => _text.Append(holds ? text : "");
}
