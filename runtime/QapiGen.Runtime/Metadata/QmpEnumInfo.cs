using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace QapiGen.Runtime.Metadata;

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
