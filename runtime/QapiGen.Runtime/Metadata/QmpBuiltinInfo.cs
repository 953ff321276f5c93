using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

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
