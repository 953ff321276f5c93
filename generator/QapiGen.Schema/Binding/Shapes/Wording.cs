using System.Collections.Generic;
using System.Text;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>Phrases of messages.</summary>
internal static class Wording
{
    /// <summary><c>'a', 'b'</c>.</summary>
    public static string Quote(IEnumerable<string> names)
    {
        var text = new StringBuilder();
        foreach (string name in names)
        {
            text.Append(text.Length > 0 ? ", '" : "'").Append(name).Append('\'');
        }

        return text.ToString();
    }

    /// <summary><c>key 'a'</c> or <c>keys 'a', 'b'</c>.</summary>
    public static string Keys(List<string> names) => (names.Count == 1 ? "key " : "keys ") + Quote(names);

    /// <summary><c>member 'a'</c>, or just what it is. Made only when there is a fault.</summary>
    public static string Owner(string kind, string? name) => name is null ? kind : $"{kind} '{name}'";

    /// <summary>What a type is, with its article.</summary>
    public static string Describe(SchemaEntity entity) => entity switch
    {
        BuiltinType => "a built-in type",
        EnumType => "an enum",
        ArrayType => "an array",
        AlternateType => "an alternate",
        ObjectType { Kind: ObjectKind.Union } => "a union",
        ObjectType { Kind: ObjectKind.Struct } => "a struct",
        ObjectType => "an implicit object type",
        CommandDefinition => "a command",
        EventDefinition => "an event",
        _ => "an include",
    };
}
