using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace QapiGen.Runtime.Metadata;

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
