using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace QapiGen.Runtime.Metadata;

/// <summary>The types of a schema by name: those that it declares, and those that it only refers to, as soon as somebody comes upon them.</summary>
internal sealed class TypeTable
{
    /// <summary>The type of who has no arguments, result or data.</summary>
    public const string EmptyTypeName = "q_empty";

    private readonly Lock _lock = new();
    private Dictionary<string, QmpTypeInfo> _types = new(StringComparer.Ordinal);
    private QmpTypeInfo[]? _all;

    /// <summary>Takes in what is declared. Modules may repeat what they share; all copies say the same.</summary>
    public void Declare(ReadOnlySpan<QmpTypeInfo> declared)
    {
        _types = new Dictionary<string, QmpTypeInfo>(declared.Length, StringComparer.Ordinal);
        foreach (QmpTypeInfo type in declared)
        {
            _types[type.Name] = type;
        }
    }

    /// <summary>All types, those that are only referred to included.</summary>
    public QmpTypeInfo[] GetAll()
    {
        if (_all is { } known)
        {
            return known;
        }

        // What is read may refer to more, which refers to nothing.
        QmpTypeInfo[] declared = Snapshot();
        foreach (QmpTypeInfo type in declared)
        {
            type.Load();
        }

        return _all = Snapshot();
    }

    /// <summary>Looks a type up.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out QmpTypeInfo? type)
    {
        if (!TryGetKnown(name, out type))
        {
            GetAll();
            return TryGetKnown(name, out type);
        }

        return true;
    }

    /// <summary>The type that a reference means; one that isn't shown stands for any value (QAPI spec Q-12).</summary>
    public QmpTypeInfo Resolve(string reference)
    {
        lock (_lock)
        {
            if (_types.TryGetValue(reference, out QmpTypeInfo? known))
            {
                return known;
            }

            QmpTypeInfo type = reference.StartsWith('[') && reference.EndsWith(']')
                ? new QmpArrayInfo(reference, Resolve(reference[1..^1]))
                : reference == EmptyTypeName ? new QmpObjectInfo(reference)
                : QmpBuiltinInfo.ForName(reference) ?? QmpBuiltinInfo.Unshown(reference);
            _types[reference] = type;
            return type;
        }
    }

    private bool TryGetKnown(string name, [NotNullWhen(true)] out QmpTypeInfo? type)
    {
        lock (_lock)
        {
            return _types.TryGetValue(name, out type);
        }
    }

    private QmpTypeInfo[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _types.Values];
        }
    }
}
