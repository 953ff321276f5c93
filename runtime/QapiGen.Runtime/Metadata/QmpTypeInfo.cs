using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace QapiGen.Runtime.Metadata;

/// <summary>A type of a schema as introspection shows it: SchemaInfo of QMP's <c>query-qmp-schema</c> (QAPI spec 9).</summary>
public abstract class QmpTypeInfo
{
    private protected QmpTypeInfo(string name, IReadOnlyList<string> features)
    {
        Name = name;
        Features = features;
    }

    /// <summary>The type's name; a number where the server masks names (QAPI spec Q-3).</summary>
    public string Name { get; }

    /// <summary>Its features, in schema order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
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
        : base(name, []) => Kind = kind;

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
    private readonly FrozenDictionary<string, QmpEnumValueInfo> _byName;

    internal QmpEnumInfo(string name, IReadOnlyList<string> features, IReadOnlyList<QmpEnumValueInfo> values)
        : base(name, features)
    {
        Values = values;
        var byName = new Dictionary<string, QmpEnumValueInfo>(StringComparer.Ordinal);
        foreach (QmpEnumValueInfo value in values)
        {
            byName[value.Name] = value;
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Its values, in schema order.</summary>
    public IReadOnlyList<QmpEnumValueInfo> Values { get; }

    /// <summary>Looks a value up, case-sensitively.</summary>
    public bool TryGetValue(string name, [NotNullWhen(true)] out QmpEnumValueInfo? value) => _byName.TryGetValue(name, out value);
}

/// <summary>A value of an enum.</summary>
/// <param name="Name">The value on the wire.</param>
/// <param name="Features">Its features; always empty from servers before 6.2.</param>
public sealed record QmpEnumValueInfo(string Name, IReadOnlyList<string> Features);

/// <summary>An array type.</summary>
public sealed class QmpArrayInfo : QmpTypeInfo
{
    internal QmpArrayInfo(string name)
        : base(name, [])
    {
    }

    /// <summary>The type of its elements.</summary>
    public QmpTypeInfo ElementType { get; internal set; } = QmpBuiltinInfo.Unshown("any");
}

/// <summary>A struct, a union, or the implicit type of a command's arguments or an event's data.</summary>
public sealed class QmpObjectInfo : QmpTypeInfo
{
    private FrozenDictionary<string, QmpMemberInfo> _byName = FrozenDictionary<string, QmpMemberInfo>.Empty;

    internal QmpObjectInfo(string name, IReadOnlyList<string> features, string? tag)
        : base(name, features) => Tag = tag;

    /// <summary>Its own members and those of its bases, bases first, without those of branches.</summary>
    public IReadOnlyList<QmpMemberInfo> Members { get; private set; } = [];

    /// <summary>For a union the name of the member that selects the branch; otherwise null.</summary>
    public string? Tag { get; }

    /// <summary>For a union the branch by the tag's value; a value that isn't there has no members.</summary>
    public IReadOnlyDictionary<string, QmpTypeInfo> Branches { get; private set; } = FrozenDictionary<string, QmpTypeInfo>.Empty;

    /// <summary>Looks a member up, those of branches aside.</summary>
    public bool TryGetMember(string name, [NotNullWhen(true)] out QmpMemberInfo? member) => _byName.TryGetValue(name, out member);

    internal void Link(IReadOnlyList<QmpMemberInfo> members, Dictionary<string, QmpTypeInfo> branches)
    {
        Members = members;
        Branches = branches;
        var byName = new Dictionary<string, QmpMemberInfo>(StringComparer.Ordinal);
        foreach (QmpMemberInfo member in members)
        {
            byName[member.Name] = member;
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
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
    internal QmpAlternateInfo(string name, IReadOnlyList<string> features)
        : base(name, features)
    {
    }

    /// <summary>The types of its branches, in schema order.</summary>
    public IReadOnlyList<QmpTypeInfo> Branches { get; internal set; } = [];
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
