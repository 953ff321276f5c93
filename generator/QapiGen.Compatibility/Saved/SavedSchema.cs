using System;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Saved;

/// <summary>Reads replies to <c>query-qmp-schema</c> for comparison: masked or not, the array alone or the whole reply.</summary>
public static class SavedSchema
{
    /// <summary>Whether a text looks like such a reply, not like a schema: a schema has single quotes and comments.</summary>
    public static bool IsLikely(SchemaFile file)
    {
        string text = (file ?? throw new ArgumentNullException(nameof(file))).Text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith("[", StringComparison.Ordinal)
            || (text.StartsWith("{", StringComparison.Ordinal) && text.TrimStart('{', ' ', '\t', '\r', '\n').StartsWith("\"", StringComparison.Ordinal));
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="IntrospectionFormatException">It isn't JSON, or isn't an array of SchemaInfo objects (spec 9).</exception>
    public static WireSchema Read(SchemaFile file)
    {
        _ = file ?? throw new ArgumentNullException(nameof(file));
        return new SavedSchemaBuilder(file.Path, IntrospectionReader.Read(file.Text)).Build();
    }
}
