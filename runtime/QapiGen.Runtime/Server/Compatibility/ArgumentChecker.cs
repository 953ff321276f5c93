using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Server.Compatibility;

/// <summary>Finds what QEMU would find wrong with a command's arguments: in schema order, with its texts and paths.</summary>
/// <remarks>
/// Generated codecs decode in the order of the wire and only say that something is wrong; this says what. It runs after they have failed, and
/// before them when a policy has to be kept. Source: QMP spec 12 and 15.
/// </remarks>
internal sealed class ArgumentChecker
{
    private readonly QmpCompatibilityPolicy _policy;

    public ArgumentChecker(QmpCompatibilityPolicy policy) => _policy = policy;

    /// <summary>Checks arguments.</summary>
    /// <param name="arguments">A JSON object in canonical notation.</param>
    /// <param name="type">Their type.</param>
    /// <returns>The first fault, or null.</returns>
    public ArgumentFault? Check(ReadOnlyMemory<byte> arguments, QmpTypeInfo type)
    {
        using JsonDocument document = JsonDocument.Parse(arguments, JsonDepth.Document);
        return CheckValue(document.RootElement, type, ArgumentPath.Root);
    }

    private static ArgumentFault WrongType(ArgumentPath path, string expected) =>
        new($"Invalid parameter type for '{path.Full}', expected: {expected}");

    private ArgumentFault? CheckValue(JsonElement value, QmpTypeInfo type, ArgumentPath path) => type switch
    {
        QmpBuiltinInfo builtin => CheckBuiltin(value, builtin.Kind, path),
        QmpEnumInfo values => CheckEnum(value, values, path),
        QmpArrayInfo array => CheckArray(value, array, path),
        QmpAlternateInfo alternate => CheckAlternate(value, alternate, path),
        QmpObjectInfo data => CheckObject(value, data, path),
        _ => null,
    };

    private static ArgumentFault? CheckBuiltin(JsonElement value, QmpBuiltinKind kind, ArgumentPath path)
    {
        (JsonValueKind Kind, string Name)? wanted = kind switch
        {
            QmpBuiltinKind.String => (JsonValueKind.String, "string"),
            QmpBuiltinKind.Null => (JsonValueKind.Null, "null"),
            QmpBuiltinKind.Number => (JsonValueKind.Number, "number"),
            _ => null,
        };
        if (wanted is { } expected)
        {
            return value.ValueKind == expected.Kind ? null : WrongType(path, expected.Name);
        }

        return kind switch
        {
            QmpBuiltinKind.Any => null,
            QmpBuiltinKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : WrongType(path, "boolean"),
            _ => CheckInteger(value, kind, path),
        };
    }

    private static ArgumentFault? CheckInteger(JsonElement value, QmpBuiltinKind kind, ArgumentPath path)
    {
        string text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : string.Empty;
        bool isSigned = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed);
        bool isUnsigned = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned);
        bool takesUnsigned = kind >= QmpBuiltinKind.UInt8;
        if (takesUnsigned ? !isSigned && !isUnsigned : !isSigned)
        {
            return takesUnsigned ? new ArgumentFault($"Parameter '{path.Full}' expects uint64") : WrongType(path, "integer");
        }

        // A negative number is taken modulo 2^64, and so is out of range for the smaller types.
        unsigned = isSigned ? unchecked((ulong)signed) : unsigned;
        (bool fits, string name) = kind switch
        {
            QmpBuiltinKind.Int8 => (signed is >= sbyte.MinValue and <= sbyte.MaxValue, "int8_t"),
            QmpBuiltinKind.Int16 => (signed is >= short.MinValue and <= short.MaxValue, "int16_t"),
            QmpBuiltinKind.Int32 => (signed is >= int.MinValue and <= int.MaxValue, "int32_t"),
            QmpBuiltinKind.UInt8 => (unsigned <= byte.MaxValue, "uint8_t"),
            QmpBuiltinKind.UInt16 => (unsigned <= ushort.MaxValue, "uint16_t"),
            QmpBuiltinKind.UInt32 => (unsigned <= uint.MaxValue, "uint32_t"),
            _ => (true, string.Empty),
        };
        return fits ? null : new ArgumentFault($"Parameter '{path.Leaf}' expects {name}");
    }

    private ArgumentFault? CheckEnum(JsonElement value, QmpEnumInfo type, ArgumentPath path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return WrongType(path, "string");
        }

        string text = value.GetString()!;
        if (!type.TryGetValue(text, out QmpEnumValueInfo? known))
        {
            return new ArgumentFault($"Parameter '{path.Leaf}' does not accept value '{text}'");
        }

        return _policy.RefusedMark(known.Features) is { } mark ? new ArgumentFault($"{mark} value {text} disabled by policy") : null;
    }

    private ArgumentFault? CheckArray(JsonElement value, QmpArrayInfo type, ArgumentPath path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return WrongType(path, "array");
        }

        int index = 0;
        foreach (JsonElement element in value.EnumerateArray())
        {
            if (CheckValue(element, type.ElementType, path.Element(index++)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private ArgumentFault? CheckAlternate(JsonElement value, QmpAlternateInfo type, ArgumentPath path)
    {
        foreach (QmpTypeInfo branch in type.Branches)
        {
            if (TakesKind(branch, value.ValueKind))
            {
                return CheckValue(value, branch, path);
            }
        }

        return new ArgumentFault($"Invalid parameter type for '{path.Leaf}', expected: {type.Name}");
    }

    private static bool TakesKind(QmpTypeInfo branch, JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => branch is QmpObjectInfo,
        JsonValueKind.Array => branch is QmpArrayInfo,
        JsonValueKind.String => branch is QmpEnumInfo or QmpBuiltinInfo { Kind: QmpBuiltinKind.String },
        JsonValueKind.Number => branch is QmpBuiltinInfo { Kind: QmpBuiltinKind.Number or >= QmpBuiltinKind.Int64 },
        JsonValueKind.Null => branch is QmpBuiltinInfo { Kind: QmpBuiltinKind.Null },
        _ => branch is QmpBuiltinInfo { Kind: QmpBuiltinKind.Boolean },
    };

    private ArgumentFault? CheckObject(JsonElement value, QmpObjectInfo type, ArgumentPath path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return WrongType(path, "object");
        }

        var visited = new HashSet<string>(StringComparer.Ordinal);
        if (CheckMembers(value, type, path, visited) is { } fault)
        {
            return fault;
        }

        var left = new List<string>();
        var all = new List<string>();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            all.Add(member.Name);
            if (!visited.Contains(member.Name))
            {
                left.Add(member.Name);
            }
        }

        return left.Count == 0 ? null : new ArgumentFault($"Parameter '{path.Member(GlibHashOrder.First(all, left)).Full}' is unexpected");
    }

    // The members of a branch, which may be a union itself, stand in the same object (QAPI spec W-6).
    private ArgumentFault? CheckMembers(JsonElement value, QmpObjectInfo type, ArgumentPath path, HashSet<string> visited)
    {
        foreach (QmpMemberInfo member in type.Members)
        {
            visited.Add(member.Name);
            bool isPresent = value.TryGetProperty(member.Name, out JsonElement content);
            if ((isPresent || !member.IsOptional) && CheckMember(isPresent ? content : null, member, path.Member(member.Name)) is { } fault)
            {
                return fault;
            }
        }

        return type.Tag is not null
            && value.TryGetProperty(type.Tag, out JsonElement tag)
            && type.Branches.TryGetValue(tag.GetString()!, out QmpTypeInfo? branch)
            && branch is QmpObjectInfo data
                ? CheckMembers(value, data, path, visited)
                : null;
    }

    private ArgumentFault? CheckMember(JsonElement? value, QmpMemberInfo member, ArgumentPath path)
    {
        if (_policy.RefusedMark(member.Features) is { } mark)
        {
            return new ArgumentFault($"{mark} parameter {path.Leaf} disabled by policy");
        }

        return value is { } present ? CheckValue(present, member.Type, path) : new ArgumentFault($"Parameter '{path.Full}' is missing");
    }
}
