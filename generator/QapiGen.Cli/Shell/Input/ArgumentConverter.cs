using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using QapiGen.Cli.Output;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Turns arguments as written into JSON of the type that the schema wants.</summary>
internal static class ArgumentConverter
{
    /// <summary>Converts all arguments of a command.</summary>
    /// <param name="type">Their type; null when it isn't known, so that values are read by their looks.</param>
    /// <param name="written">The arguments.</param>
    /// <param name="allowsMore">Whether arguments that the type doesn't have may be sent, for the server to judge.</param>
    /// <param name="hint">What such an argument may have been meant for; null for nothing.</param>
    /// <exception cref="InputException">They don't fit.</exception>
    public static JsonObject Convert(QmpTypeInfo? type, ArgumentNode written, bool allowsMore, out string? hint)
    {
        hint = null;
        if (type is not QmpObjectInfo known)
        {
            return ReadUntypedObject(written);
        }

        InputException? unknown = FindUnknown(known, written);
        if (unknown is not null && (!allowsMore || Missing(known, written, string.Empty).Length > 0))
        {
            // Where something is missing, the unknown argument is probably meant for it.
            throw unknown;
        }

        hint = unknown is null ? null : $"As far as the schema shows, {unknown.Message}. {unknown.Hint}";
        return ReadObject(known, written, string.Empty);
    }

    private static InputException? FindUnknown(QmpObjectInfo type, ArgumentNode written)
    {
        CheckTag(type, written, string.Empty);
        foreach ((string name, _) in written.Children)
        {
            if (MemberLookup.Find(type, written, name) is null)
            {
                return UnknownMember(type, written, string.Empty, name);
            }
        }

        return null;
    }

    private static JsonNode? ReadValue(QmpTypeInfo? type, ArgumentNode written, string path) => type switch
    {
        QmpObjectInfo data when written.Children.Count > 0 => ReadObject(data, written, path),
        QmpObjectInfo => ReadStructured(written, path),
        QmpArrayInfo array => ReadArray(array, written, path),
        QmpAlternateInfo alternate => ReadAlternate(alternate, written, path),
        QmpEnumInfo choice => ReadEnum(choice, Single(written, path), path),
        QmpBuiltinInfo { Kind: not QmpBuiltinKind.Any } builtin => ReadScalar(builtin, Single(written, path), path),
        _ => ReadUntyped(written, path),
    };

    private static JsonObject ReadObject(QmpObjectInfo type, ArgumentNode written, string path)
    {
        CheckTag(type, written, path);
        var result = new JsonObject();
        foreach ((string name, ArgumentNode node) in written.Children)
        {
            QmpMemberInfo? member = MemberLookup.Find(type, written, name);
            if (member is null && path.Length > 0)
            {
                throw UnknownMember(type, written, path, name);
            }

            result[name] = ReadValue(member?.Type, node, Join(path, name));
        }

        string[] missing = Missing(type, written, path);
        if (missing.Length > 0)
        {
            throw new InputException($"{Suggestions.JoinQuoted(missing, "and")} {(missing.Length == 1 ? "is" : "are")} missing", $"Write {missing[0]}=VALUE.");
        }

        return result;
    }

    private static string[] Missing(QmpObjectInfo type, ArgumentNode written, string path) =>
        MemberLookup.Effective(type, written).Where(m => !m.IsOptional && written.Find(m.Name) is null).Select(m => Join(path, m.Name)).ToArray();

    // Without a valid discriminator every member of a branch would look unknown.
    private static void CheckTag(QmpObjectInfo type, ArgumentNode written, string path)
    {
        if (type.Tag is not null && written.Find(type.Tag) is { } tag && MemberLookup.Find(type, written, type.Tag)?.Type is QmpEnumInfo choice)
        {
            ReadEnum(choice, Single(tag, Join(path, type.Tag)), Join(path, type.Tag));
        }
    }

    private static InputException UnknownMember(QmpObjectInfo type, ArgumentNode written, string path, string name)
    {
        string[] names = MemberLookup.Effective(type, written).Select(m => m.Name).ToArray();
        string? hint = Suggestions.DidYouMean(name, names);
        if (hint is null && MemberLookup.LacksBranch(type, written))
        {
            hint = $"Which members there are depends on '{Join(path, type.Tag!)}'.";
        }

        hint ??= names.Length == 0 ? "It takes none." : $"Valid are {Suggestions.JoinQuoted(names.Take(12).ToArray(), "and")}{(names.Length > 12 ? " and more" : "")}.";
        return new InputException(path.Length == 0 ? $"there is no argument '{name}'" : $"'{path}' has no member '{name}'", hint);
    }

    private static JsonNode? ReadArray(QmpArrayInfo type, ArgumentNode written, string path)
    {
        if (written.Values.Count == 1 && TypedJson.LooksStructured(written.Values[0]) && written.Values[0].Value[0] == '[')
        {
            return TypedJson.Read(written.Values[0].Value);
        }

        var result = new JsonArray();
        foreach (ShellToken value in written.Values)
        {
            foreach (ShellToken element in Elements(type, value))
            {
                var node = new ArgumentNode();
                node.Values.Add(element);
                result.Add(ReadValue(type.ElementType, node, $"{path}.{result.Count}"));
            }
        }

        foreach ((string index, ArgumentNode node) in written.Children)
        {
            if (index != result.Count.ToString(CultureInfo.InvariantCulture))
            {
                throw new InputException($"'{path}' is an array, and '{index}' is not its next index", $"Write {path}.{result.Count}, or the whole as JSON: {path}=[...].");
            }

            result.Add(ReadValue(type.ElementType, node, $"{path}.{index}"));
        }

        return result;
    }

    // a,b,c is an array where no element can have a comma of its own.
    private static IEnumerable<ShellToken> Elements(QmpArrayInfo type, ShellToken value) =>
        value.IsQuoted || type.ElementType is not (QmpEnumInfo or QmpBuiltinInfo { IsInteger: true } or QmpBuiltinInfo { Kind: QmpBuiltinKind.String })
            ? [value]
            : value.Value.Split(',').Select(ShellToken.FromArgument).Select(t => t with { EqualsAt = -1 });

    private static JsonNode? ReadAlternate(QmpAlternateInfo type, ArgumentNode written, string path)
    {
        if (written.Children.Count > 0)
        {
            return MemberLookup.AsObject(type) is { } data
                ? ReadObject(data, written, path)
                : ReadValue(type.Branches.FirstOrDefault(b => b is QmpArrayInfo), written, path);
        }

        ShellToken token = Single(written, path);
        if (TypedJson.LooksStructured(token))
        {
            return TypedJson.Read(token.Value);
        }

        // Strings last: they take everything.
        foreach (QmpTypeInfo branch in type.Branches.OrderBy(b => b is QmpBuiltinInfo { Kind: QmpBuiltinKind.String }))
        {
            if (branch is QmpBuiltinInfo builtin && !(token.IsQuoted && builtin.Kind != QmpBuiltinKind.String) && ScalarReader.TryRead(builtin.Kind, token, out JsonNode? value))
            {
                return value;
            }

            if (branch is QmpEnumInfo choice && choice.TryGetValue(token.Value, out _))
            {
                return JsonValue.Create(token.Value);
            }
        }

        throw new InputException($"'{token.Value}' is no value for '{path}'", $"Valid is {TypeWords.Describe(type)}.");
    }

    private static JsonValue ReadEnum(QmpEnumInfo type, ShellToken token, string path)
    {
        if (type.TryGetValue(token.Value, out _))
        {
            return JsonValue.Create(token.Value);
        }

        string[] names = type.Values.Select(v => v.Name).ToArray();
        string hint = Suggestions.DidYouMean(token.Value, names) ?? $"Valid are {Suggestions.JoinQuoted(names, "and")}.";
        throw new InputException($"'{token.Value}' is no value for '{path}'", hint);
    }

    private static JsonNode? ReadScalar(QmpBuiltinInfo type, ShellToken token, string path) =>
        ScalarReader.TryRead(type.Kind, token, out JsonNode? value)
            ? value
            : throw new InputException($"'{token.Value}' is no value for '{path}'", $"Write {ScalarReader.Expected(type.Kind)}.");

    private static JsonNode? ReadStructured(ArgumentNode written, string path)
    {
        ShellToken token = Single(written, path);
        return TypedJson.LooksStructured(token)
            ? TypedJson.Read(token.Value)
            : throw new InputException($"'{path}' is an object", $"Write its members as {path}.MEMBER=VALUE, or the whole as JSON: {path}={{...}}.");
    }

    private static JsonNode? ReadUntyped(ArgumentNode written, string path) =>
        written.Children.Count > 0 ? ReadUntypedObject(written) : TypedJson.ReadLoosely(Single(written, path));

    private static JsonObject ReadUntypedObject(ArgumentNode written)
    {
        var result = new JsonObject();
        foreach ((string name, ArgumentNode node) in written.Children)
        {
            result[name] = ReadUntyped(node, name);
        }

        return result;
    }

    private static ShellToken Single(ArgumentNode written, string path) => written switch
    {
        { Values.Count: 1, Children.Count: 0 } => written.Values[0],
        { Values.Count: 0 } => throw new InputException($"'{path}' has no members", $"Write {path}=VALUE."),
        _ => throw new InputException($"'{path}' is given more than once"),
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
