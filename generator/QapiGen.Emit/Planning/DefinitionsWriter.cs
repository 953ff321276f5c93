using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using QapiGen.Emit.Text;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>
/// Writes a module's definitions as SchemaInfo objects with real names and exact integer types: what the runtime checks arguments by,
/// and what two builds compare before they share types.
/// </summary>
internal sealed class DefinitionsWriter(Selection selection)
{
    /// <summary>One JSON object per definition, in order.</summary>
    public IEnumerable<string> Write(SchemaModule module)
    {
        foreach (SchemaEntity entity in module.Entities.Where(selection.Contains))
        {
            string? text = entity switch
            {
                CommandDefinition command => Command(command),
                EventDefinition data => Info("event", entity, $", \"arg-type\": {Reference(data.Data)}"),
                EnumType type => Enum(type),
                AlternateType alternate => Alternate(alternate),
                ObjectType { Kind: not (ObjectKind.InlineBase or ObjectKind.Empty) } data => Object(data),
                _ => null,
            };
            if (text is not null)
            {
                yield return text;
            }

            if (selection.Uses(entity).OfType<EnumType>().FirstOrDefault(used => used.Module.IsBuiltin) is { } qtype)
            {
                yield return Enum(qtype);
            }
        }
    }

    /// <summary>Hash of a module's definitions, documentation aside.</summary>
    public string Hash(SchemaModule module) => Hash(Write(module));

    /// <summary>Hash of definitions.</summary>
    public static string Hash(IEnumerable<string> definitions)
    {
        using SHA256 algorithm = SHA256.Create();
        byte[] hash = algorithm.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", definitions)));
        return string.Concat(hash.Take(16).Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static string Quote(string text) => CSharpLiteral.Quote(text);

    private static string Reference(SchemaType? type) => Quote(Name(type));

    private static string Name(SchemaType? type) => type switch
    {
        null => "q_empty",
        ArrayType array => $"[{Name(array.Element)}]",
        _ => type.Name,
    };

    private static string Since(SchemaEntity entity) =>
        DocPlanner.Since(entity) is { } since ? $", \"since\": {Quote(since)}" : "";

    private string Info(string metaType, SchemaEntity entity, string details) =>
        $"{{\"name\": {Quote(entity.Name)}, \"meta-type\": \"{metaType}\"{details}{Features(entity.Features)}}}";

    private string Command(CommandDefinition command)
    {
        string flags = (command.AllowsOutOfBand ? ", \"allow-oob\": true" : "")
            + (command.HasGeneratedMarshalling ? "" : ", \"gen\": false")
            + (command.HasSuccessResponse ? "" : ", \"success-response\": false")
            + (command.AllowsPreconfig ? ", \"allow-preconfig\": true" : "");
        return Info("command", command, $", \"arg-type\": {Reference(command.Arguments)}, \"ret-type\": {Reference(command.Returns)}{flags}{Since(command)}");
    }

    private string Enum(EnumType type)
    {
        IEnumerable<string> values = type.Values.Where(value => selection.Holds(value.Condition))
            .Select(value => $"{{\"name\": {Quote(value.Name)}{Features(value.Features)}}}");
        return Info("enum", type, $", \"members\": [{string.Join(", ", values)}]");
    }

    private string Alternate(AlternateType alternate)
    {
        IEnumerable<string> types = alternate.Alternatives.Where(item => selection.Holds(item.Condition))
            .Select(item => $"{{\"type\": {Reference(item.Type)}}}");
        return Info("alternate", alternate, $", \"members\": [{string.Join(", ", types)}]");
    }

    private string Object(ObjectType data)
    {
        IEnumerable<string> members = data.Members.Where(member => selection.Holds(member.Condition)).Select(member =>
            $"{{\"name\": {Quote(member.Name)}, \"type\": {Reference(member.Type)}{(member.IsOptional ? ", \"default\": null" : "")}{Features(member.Features)}}}");
        string variants = "";
        if (data.Discriminator is not null)
        {
            IEnumerable<string> branches = data.Branches.Where(branch => selection.Holds(branch.Condition))
                .Select(branch => $"{{\"case\": {Quote(branch.Name)}, \"type\": {Reference(branch.Type.IsEmpty ? null : branch.Type)}}}");
            variants = $", \"tag\": {Quote(data.Discriminator.Name)}, \"variants\": [{string.Join(", ", branches)}]";
        }

        return Info("object", data, $", \"members\": [{string.Join(", ", members)}]{variants}");
    }

    private string Features(IEnumerable<Feature> features)
    {
        List<string> names = features.Where(feature => selection.Holds(feature.Condition)).Select(feature => Quote(feature.Name)).ToList();
        return names.Count == 0 ? "" : $", \"features\": [{string.Join(", ", names)}]";
    }
}
