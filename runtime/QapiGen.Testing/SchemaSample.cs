using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Testing;

/// <summary>Makes values of a schema's types: the smallest that is valid.</summary>
internal static class SchemaSample
{
    /// <summary>A value of a type, as JSON: required members only, the first value of an enum, empty arrays.</summary>
    public static string Of(QmpTypeInfo type) => type switch
    {
        QmpObjectInfo x => OfObject(x),
        QmpEnumInfo x => x.Values.Count > 0 ? $"\"{x.Values[0].Name}\"" : "\"\"",
        QmpArrayInfo => "[]",
        QmpAlternateInfo x => x.Branches.Count > 0 ? Of(x.Branches[0]) : "null",
        QmpBuiltinInfo { Kind: QmpBuiltinKind.String } => "\"\"",
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Boolean } => "false",
        QmpBuiltinInfo { Kind: QmpBuiltinKind.Null or QmpBuiltinKind.Any } => "null",
        _ => "0",
    };

    /// <summary>What QEMU would say about the names of the arguments (QMP spec 12); null if nothing. Types and values aren't looked at.</summary>
    public static string? FindFault(QmpCommandInfo command, JsonElement arguments)
    {
        if (command.HasRawArguments || command.Arguments is not QmpObjectInfo type)
        {
            return null;
        }

        HashSet<string> given = arguments.ValueKind == JsonValueKind.Object ? [.. arguments.EnumerateObject().Select(x => x.Name)] : [];
        List<QmpMemberInfo> members = [.. type.Members];
        if (type.Tag is { } tag && given.Contains(tag) && arguments.GetProperty(tag).GetString() is { } value
            && type.Branches.TryGetValue(value, out QmpTypeInfo? branch) && branch is QmpObjectInfo selected)
        {
            members.AddRange(selected.Members);
        }

        foreach (QmpMemberInfo member in members)
        {
            if (!given.Remove(member.Name) && !member.IsOptional)
            {
                return $"Parameter '{member.Name}' is missing";
            }
        }

        return given.Count > 0 ? $"Parameter '{given.Order().First()}' is unexpected" : null;
    }

    private static string OfObject(QmpObjectInfo type)
    {
        IEnumerable<QmpMemberInfo> members = type.Members.Where(x => !x.IsOptional);
        if (type.Tag is { } tag
            && type.Members.FirstOrDefault(x => x.Name == tag)?.Type is QmpEnumInfo { Values: [var first, ..] }
            && type.Branches.TryGetValue(first.Name, out QmpTypeInfo? branch) && branch is QmpObjectInfo selected)
        {
            members = members.Concat(selected.Members.Where(x => !x.IsOptional));
        }

        return "{" + string.Join(", ", members.Select(x => $"\"{x.Name}\": {Of(x.Type)}")) + "}";
    }
}
