using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Text.Json;

namespace QapiGen.Runtime.Metadata;

/// <summary>SchemaInfo objects as they came, from which types read what they are when somebody asks. Checked before; calls may overlap.</summary>
internal sealed class SchemaAnswerText(TypeTable types)
{
    private byte[] _json = [];

    /// <summary>Fills it, once, before anybody asks.</summary>
    public void Fill(ReadOnlySpan<byte> json) => _json = json.ToArray();

    /// <summary>The object at a place.</summary>
    public JsonElement Read(int start)
    {
        var reader = new Utf8JsonReader(_json.AsSpan(start), SchemaAnswerLexer.Options);
        return JsonElement.ParseValue(ref reader);
    }

    public QmpTypeInfo Resolve(JsonElement entry, string member) => types.Resolve(Text(entry, member));

    public static string Text(JsonElement entry, string member) => entry.GetProperty(member).GetString()!;

    public static string[] Features(JsonElement entry) =>
        entry.TryGetProperty("features", out JsonElement features) ? Texts(features) : [];

    public QmpMemberInfo[] Members(JsonElement entry) => Each(entry.GetProperty("members"), member => new QmpMemberInfo(
        Text(member, "name"), Resolve(member, "type"), member.TryGetProperty("default", out _), Features(member)));

    public IReadOnlyDictionary<string, QmpTypeInfo> Branches(JsonElement entry)
    {
        if (!entry.TryGetProperty("variants", out JsonElement variants))
        {
            return FrozenDictionary<string, QmpTypeInfo>.Empty;
        }

        var branches = new Dictionary<string, QmpTypeInfo>(variants.GetArrayLength(), StringComparer.Ordinal);
        foreach (JsonElement variant in variants.EnumerateArray())
        {
            branches[Text(variant, "case")] = Resolve(variant, "type");
        }

        return branches;
    }

    public QmpTypeInfo[] Alternatives(JsonElement entry) => Each(entry.GetProperty("members"), branch => Resolve(branch, "type"));

    public static QmpEnumValueInfo[] EnumValues(JsonElement entry) => entry.TryGetProperty("members", out JsonElement members)
        ? Each(members, static member => new QmpEnumValueInfo(Text(member, "name"), Features(member)))
        : Each(entry.GetProperty("values"), static value => new QmpEnumValueInfo(value.GetString()!, []));

    private static string[] Texts(JsonElement array) => Each(array, static text => text.GetString()!);

    private static T[] Each<T>(JsonElement array, Func<JsonElement, T> make)
    {
        var made = new T[array.GetArrayLength()];
        int count = 0;
        foreach (JsonElement element in array.EnumerateArray())
        {
            made[count++] = make(element);
        }

        return made;
    }
}
