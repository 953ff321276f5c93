using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading;

namespace QapiGen.Runtime.Metadata;

/// <summary>A type of a schema as introspection shows it: SchemaInfo of QMP's <c>query-qmp-schema</c> (QAPI spec 9).</summary>
public abstract class QmpTypeInfo
{
    private readonly SchemaAnswerText? _text;
    private readonly int _start;
    private Content? _content;

    /// <summary>Makes one that is described in a text, which is read when somebody asks.</summary>
    private protected QmpTypeInfo(string name, SchemaAnswerText text, int start)
    {
        Name = name;
        _text = text;
        _start = start;
    }

    /// <summary>Makes one of which all is known.</summary>
    private protected QmpTypeInfo(string name, Content content)
    {
        Name = name;
        _content = content;
    }

    /// <summary>The type's name; a number where the server masks names (QAPI spec Q-3).</summary>
    public string Name { get; }

    /// <summary>Its features, in schema order.</summary>
    public IReadOnlyList<string> Features => Read().Features;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads what it is made of, unless that has been read.</summary>
    internal void Load() => Read();

    /// <summary>What it is made of; from any thread.</summary>
    private protected Content Read()
    {
        if (Volatile.Read(ref _content) is { } known)
        {
            return known;
        }

        Content read = Read(_text!, _text!.Read(_start));
        return Interlocked.CompareExchange(ref _content, read, null) ?? read;
    }

    /// <summary>Reads what it is made of.</summary>
    private protected virtual Content Read(SchemaAnswerText text, JsonElement entry) => Content.Nothing;

    /// <summary>What a type is made of.</summary>
    private protected record Content(string[] Features)
    {
        public static Content Nothing { get; } = new([]);
    }
}

/// <summary>A built-in type.</summary>
public sealed class QmpBuiltinInfo : QmpTypeInfo
{
    private static readonly Dictionary<string, QmpBuiltinKind> Kinds = new(StringComparer.Ordinal)
    {
        ["any"] = QmpBuiltinKind.Any,
        ["null"] = QmpBuiltinKind.Null,
        ["str"] = QmpBuiltinKind.String,
        ["bool"] = QmpBuiltinKind.Boolean,
        ["number"] = QmpBuiltinKind.Number,
        ["int"] = QmpBuiltinKind.Int64,
        ["int64"] = QmpBuiltinKind.Int64,
        ["int8"] = QmpBuiltinKind.Int8,
        ["int16"] = QmpBuiltinKind.Int16,
        ["int32"] = QmpBuiltinKind.Int32,
        ["uint8"] = QmpBuiltinKind.UInt8,
        ["uint16"] = QmpBuiltinKind.UInt16,
        ["uint32"] = QmpBuiltinKind.UInt32,
        ["uint64"] = QmpBuiltinKind.UInt64,
        ["size"] = QmpBuiltinKind.Size,
    };

    private QmpBuiltinInfo(string name, QmpBuiltinKind kind)
        : base(name, Content.Nothing) => Kind = kind;

    /// <summary>Which one.</summary>
    public QmpBuiltinKind Kind { get; }

    /// <summary>Whether it is one of the integer types.</summary>
    public bool IsInteger => Kind >= QmpBuiltinKind.Int64;

    internal static QmpBuiltinInfo? ForName(string name) =>
        Kinds.TryGetValue(name, out QmpBuiltinKind kind) ? new QmpBuiltinInfo(name, kind) : null;

    /// <summary>Stands for a type that the schema refers to and doesn't show (QAPI spec Q-12).</summary>
    internal static QmpBuiltinInfo Unshown(string name) => new(name, QmpBuiltinKind.Any);
}

/// <summary>An enum.</summary>
public sealed class QmpEnumInfo : QmpTypeInfo
{
    internal QmpEnumInfo(string name, SchemaAnswerText text, int start)
        : base(name, text, start)
    {
    }

    /// <summary>Its values, in schema order.</summary>
    public IReadOnlyList<QmpEnumValueInfo> Values => Own.Values;

    /// <summary>Looks a value up, case-sensitively.</summary>
    public bool TryGetValue(string name, [NotNullWhen(true)] out QmpEnumValueInfo? value) => Own.ByName.TryGetValue(name, out value);

    private EnumContent Own => (EnumContent)Read();

    private protected override Content Read(SchemaAnswerText text, JsonElement entry)
    {
        QmpEnumValueInfo[] values = SchemaAnswerText.EnumValues(entry);
        var byName = new Dictionary<string, QmpEnumValueInfo>(values.Length, StringComparer.Ordinal);
        foreach (QmpEnumValueInfo value in values)
        {
            byName[value.Name] = value;
        }

        return new EnumContent(SchemaAnswerText.Features(entry), values, byName);
    }

    private sealed record EnumContent(string[] Features, QmpEnumValueInfo[] Values, Dictionary<string, QmpEnumValueInfo> ByName) : Content(Features);
}

/// <summary>A value of an enum.</summary>
/// <param name="Name">The value on the wire.</param>
/// <param name="Features">Its features; always empty from servers before 6.2.</param>
public sealed record QmpEnumValueInfo(string Name, IReadOnlyList<string> Features);

/// <summary>An array type.</summary>
public sealed class QmpArrayInfo : QmpTypeInfo
{
    internal QmpArrayInfo(string name, SchemaAnswerText text, int start)
        : base(name, text, start)
    {
    }

    internal QmpArrayInfo(string name, QmpTypeInfo elementType)
        : base(name, new ArrayContent(elementType))
    {
    }

    /// <summary>The type of its elements.</summary>
    public QmpTypeInfo ElementType => ((ArrayContent)Read()).ElementType;

    private protected override Content Read(SchemaAnswerText text, JsonElement entry) => new ArrayContent(text.Resolve(entry, "element-type"));

    private sealed record ArrayContent(QmpTypeInfo ElementType) : Content([]);
}

/// <summary>A struct, a union, or the implicit type of a command's arguments or an event's data.</summary>
public sealed class QmpObjectInfo : QmpTypeInfo
{
    internal QmpObjectInfo(string name, SchemaAnswerText text, int start)
        : base(name, text, start)
    {
    }

    /// <summary>Makes one that has nothing.</summary>
    internal QmpObjectInfo(string name)
        : base(name, ObjectContent.Empty)
    {
    }

    /// <summary>Its own members and those of its bases, bases first, without those of branches.</summary>
    public IReadOnlyList<QmpMemberInfo> Members => Own.Members;

    /// <summary>For a union the name of the member that selects the branch; otherwise null.</summary>
    public string? Tag => Own.Tag;

    /// <summary>For a union the branch by the tag's value; a value that isn't there has no members.</summary>
    public IReadOnlyDictionary<string, QmpTypeInfo> Branches => Own.Branches;

    /// <summary>Looks a member up, those of branches aside.</summary>
    public bool TryGetMember(string name, [NotNullWhen(true)] out QmpMemberInfo? member) => Own.ByName.TryGetValue(name, out member);

    private ObjectContent Own => (ObjectContent)Read();

    private protected override Content Read(SchemaAnswerText text, JsonElement entry)
    {
        QmpMemberInfo[] members = text.Members(entry);
        var byName = new Dictionary<string, QmpMemberInfo>(members.Length, StringComparer.Ordinal);
        foreach (QmpMemberInfo member in members)
        {
            byName[member.Name] = member;
        }

        string? tag = entry.TryGetProperty("tag", out JsonElement name) ? name.GetString() : null;
        return new ObjectContent(SchemaAnswerText.Features(entry), members, byName, tag, text.Branches(entry));
    }

    private sealed record ObjectContent(
        string[] Features, QmpMemberInfo[] Members, Dictionary<string, QmpMemberInfo> ByName, string? Tag, IReadOnlyDictionary<string, QmpTypeInfo> Branches)
        : Content(Features)
    {
        public static ObjectContent Empty { get; } = new([], [], [], null, FrozenDictionary<string, QmpTypeInfo>.Empty);
    }
}

/// <summary>A member of an object type.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="IsOptional">Whether it may be absent.</param>
/// <param name="Features">Its features, in schema order.</param>
public sealed record QmpMemberInfo(string Name, QmpTypeInfo Type, bool IsOptional, IReadOnlyList<string> Features);

/// <summary>An alternate: the kind of the JSON value chooses the branch.</summary>
public sealed class QmpAlternateInfo : QmpTypeInfo
{
    internal QmpAlternateInfo(string name, SchemaAnswerText text, int start)
        : base(name, text, start)
    {
    }

    /// <summary>The types of its branches, in schema order.</summary>
    public IReadOnlyList<QmpTypeInfo> Branches => ((AlternateContent)Read()).Branches;

    private protected override Content Read(SchemaAnswerText text, JsonElement entry) =>
        new AlternateContent(SchemaAnswerText.Features(entry), text.Alternatives(entry));

    private sealed record AlternateContent(string[] Features, QmpTypeInfo[] Branches) : Content(Features);
}

/// <summary>A command as introspection shows it.</summary>
/// <param name="Name">The command's name.</param>
/// <param name="Arguments">The type of its arguments; an object without members for none.</param>
/// <param name="Result">The type of its result; an object without members for none.</param>
/// <param name="AllowsOutOfBand">Whether it may run out-of-band.</param>
/// <param name="HasRawArguments">Whether it takes more than it declares (<c>gen: false</c>); servers don't show it.</param>
/// <param name="Features">Its features, in schema order.</param>
public sealed record QmpCommandInfo(
    string Name,
    QmpTypeInfo Arguments,
    QmpTypeInfo Result,
    bool AllowsOutOfBand,
    bool HasRawArguments,
    IReadOnlyList<string> Features);

/// <summary>An event as introspection shows it.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">The type of its data; an object without members for none.</param>
/// <param name="Features">Its features, in schema order.</param>
public sealed record QmpEventInfo(string Name, QmpTypeInfo Data, IReadOnlyList<string> Features);
