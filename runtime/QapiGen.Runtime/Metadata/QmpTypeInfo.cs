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
    private protected QmpTypeInfo(string name) => Name = name;

    /// <summary>The type's name; a number where the server masks names (QAPI spec Q-3).</summary>
    public string Name { get; }

    /// <summary>Its features, in schema order.</summary>
    public IReadOnlyList<string> Features => ReadFeatures();

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads what it is made of, unless that has been read.</summary>
    internal virtual void Load()
    {
    }

    private protected virtual IReadOnlyList<string> ReadFeatures() => [];
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
        : base(name) => Kind = kind;

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
    private readonly QmpSchemaText _text;
    private readonly int _start;
    private Content? _content;

    internal QmpEnumInfo(string name, QmpSchemaText text, int start)
        : base(name)
    {
        _text = text;
        _start = start;
    }

    /// <summary>Its values, in schema order.</summary>
    public IReadOnlyList<QmpEnumValueInfo> Values => Read().Values;

    /// <summary>Looks a value up, case-sensitively.</summary>
    public bool TryGetValue(string name, [NotNullWhen(true)] out QmpEnumValueInfo? value) => Read().ByName.TryGetValue(name, out value);

    internal override void Load() => Read();

    private protected override IReadOnlyList<string> ReadFeatures() => Read().Features;

    private Content Read()
    {
        if (Volatile.Read(ref _content) is { } known)
        {
            return known;
        }

        JsonElement entry = _text.Read(_start);
        QmpEnumValueInfo[] values = QmpSchemaText.EnumValues(entry);
        var byName = new Dictionary<string, QmpEnumValueInfo>(values.Length, StringComparer.Ordinal);
        foreach (QmpEnumValueInfo value in values)
        {
            byName[value.Name] = value;
        }

        var read = new Content(QmpSchemaText.Features(entry), values, byName);
        return Interlocked.CompareExchange(ref _content, read, null) ?? read;
    }

    private sealed record Content(string[] Features, QmpEnumValueInfo[] Values, Dictionary<string, QmpEnumValueInfo> ByName);
}

/// <summary>A value of an enum.</summary>
/// <param name="Name">The value on the wire.</param>
/// <param name="Features">Its features; always empty from servers before 6.2.</param>
public sealed record QmpEnumValueInfo(string Name, IReadOnlyList<string> Features);

/// <summary>An array type.</summary>
public sealed class QmpArrayInfo : QmpTypeInfo
{
    private readonly QmpSchemaText? _text;
    private readonly int _start;
    private QmpTypeInfo? _elementType;

    internal QmpArrayInfo(string name, QmpSchemaText text, int start)
        : base(name)
    {
        _text = text;
        _start = start;
    }

    internal QmpArrayInfo(string name, QmpTypeInfo elementType)
        : base(name) => _elementType = elementType;

    /// <summary>The type of its elements.</summary>
    public QmpTypeInfo ElementType => Volatile.Read(ref _elementType) ?? (_elementType = _text!.Resolve(_text.Read(_start), "element-type"));

    internal override void Load() => _ = ElementType;
}

/// <summary>A struct, a union, or the implicit type of a command's arguments or an event's data.</summary>
public sealed class QmpObjectInfo : QmpTypeInfo
{
    private readonly QmpSchemaText? _text;
    private readonly int _start;
    private Content? _content;

    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Where it is described; null for one that has nothing.</param>
    /// <param name="start">At which place.</param>
    internal QmpObjectInfo(string name, QmpSchemaText? text, int start)
        : base(name)
    {
        _text = text;
        _start = start;
    }

    /// <summary>Its own members and those of its bases, bases first, without those of branches.</summary>
    public IReadOnlyList<QmpMemberInfo> Members => Read().Members;

    /// <summary>For a union the name of the member that selects the branch; otherwise null.</summary>
    public string? Tag => Read().Tag;

    /// <summary>For a union the branch by the tag's value; a value that isn't there has no members.</summary>
    public IReadOnlyDictionary<string, QmpTypeInfo> Branches => Read().Branches;

    /// <summary>Looks a member up, those of branches aside.</summary>
    public bool TryGetMember(string name, [NotNullWhen(true)] out QmpMemberInfo? member) => Read().ByName.TryGetValue(name, out member);

    internal override void Load() => Read();

    private protected override IReadOnlyList<string> ReadFeatures() => Read().Features;

    private Content Read()
    {
        if (Volatile.Read(ref _content) is { } known)
        {
            return known;
        }

        if (_text is null)
        {
            return Content.Empty;
        }

        JsonElement entry = _text.Read(_start);
        QmpMemberInfo[] members = _text.Members(entry);
        var byName = new Dictionary<string, QmpMemberInfo>(members.Length, StringComparer.Ordinal);
        foreach (QmpMemberInfo member in members)
        {
            byName[member.Name] = member;
        }

        string? tag = entry.TryGetProperty("tag", out JsonElement name) ? name.GetString() : null;
        var read = new Content(QmpSchemaText.Features(entry), members, byName, tag, _text.Branches(entry));
        return Interlocked.CompareExchange(ref _content, read, null) ?? read;
    }

    private sealed record Content(
        string[] Features, QmpMemberInfo[] Members, Dictionary<string, QmpMemberInfo> ByName, string? Tag, IReadOnlyDictionary<string, QmpTypeInfo> Branches)
    {
        public static Content Empty { get; } = new([], [], [], null, FrozenDictionary<string, QmpTypeInfo>.Empty);
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
    private readonly QmpSchemaText _text;
    private readonly int _start;
    private Content? _content;

    internal QmpAlternateInfo(string name, QmpSchemaText text, int start)
        : base(name)
    {
        _text = text;
        _start = start;
    }

    /// <summary>The types of its branches, in schema order.</summary>
    public IReadOnlyList<QmpTypeInfo> Branches => Read().Branches;

    internal override void Load() => Read();

    private protected override IReadOnlyList<string> ReadFeatures() => Read().Features;

    private Content Read()
    {
        if (Volatile.Read(ref _content) is { } known)
        {
            return known;
        }

        JsonElement entry = _text.Read(_start);
        var read = new Content(QmpSchemaText.Features(entry), _text.Alternatives(entry));
        return Interlocked.CompareExchange(ref _content, read, null) ?? read;
    }

    private sealed record Content(string[] Features, QmpTypeInfo[] Branches);
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
