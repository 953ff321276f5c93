using System;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Wire;

/// <summary>A built-in type.</summary>
internal sealed class WireScalar : WireType
{
    /// <summary>Makes a built-in type.</summary>
    public WireScalar(BuiltinKind kind, bool isSomeInteger = false)
    {
        Kind = kind;
        IsSomeInteger = isSomeInteger;
        Name = NameOf(kind);
        IsNamed = true;
    }

    /// <summary>Which one.</summary>
    public BuiltinKind Kind { get; }

    /// <summary>Whether introspection shows <c>int</c> for an integer of whatever range (spec Q-2).</summary>
    public bool IsSomeInteger { get; }

    /// <summary>Whether it is an integer.</summary>
    public bool IsInteger => Kind is >= BuiltinKind.Int and <= BuiltinKind.Size;

    /// <summary>Least value of an integer (spec W-10; that <c>uint64</c> also takes negative numbers is a leniency of one reader).</summary>
    public decimal Minimum => Kind switch
    {
        BuiltinKind.Int or BuiltinKind.Int64 => long.MinValue,
        BuiltinKind.Int32 => int.MinValue,
        BuiltinKind.Int16 => short.MinValue,
        BuiltinKind.Int8 => sbyte.MinValue,
        _ => 0,
    };

    /// <summary>Greatest value of an integer.</summary>
    public decimal Maximum => Kind switch
    {
        BuiltinKind.Int or BuiltinKind.Int64 => long.MaxValue,
        BuiltinKind.Int32 => int.MaxValue,
        BuiltinKind.Int16 => short.MaxValue,
        BuiltinKind.Int8 => sbyte.MaxValue,
        BuiltinKind.UInt8 => byte.MaxValue,
        BuiltinKind.UInt16 => ushort.MaxValue,
        BuiltinKind.UInt32 => uint.MaxValue,
        BuiltinKind.UInt64 or BuiltinKind.Size => ulong.MaxValue,
        _ => 0,
    };

    /// <inheritdoc/>
    public override JsonKinds JsonKinds => Kind switch
    {
        BuiltinKind.Str => JsonKinds.String,
        BuiltinKind.Bool => JsonKinds.Boolean,
        BuiltinKind.Null => JsonKinds.Null,
        BuiltinKind.Any => JsonKinds.Value,
        _ => JsonKinds.Number,
    };

    /// <inheritdoc/>
    protected override string KindDescription => Name!;

    /// <summary>The built-in type's name (spec 8).</summary>
    public static string NameOf(BuiltinKind kind) => kind switch
    {
        BuiltinKind.Str => "str",
        BuiltinKind.Number => "number",
        BuiltinKind.Int => "int",
        BuiltinKind.Int8 => "int8",
        BuiltinKind.Int16 => "int16",
        BuiltinKind.Int32 => "int32",
        BuiltinKind.Int64 => "int64",
        BuiltinKind.UInt8 => "uint8",
        BuiltinKind.UInt16 => "uint16",
        BuiltinKind.UInt32 => "uint32",
        BuiltinKind.UInt64 => "uint64",
        BuiltinKind.Size => "size",
        BuiltinKind.Bool => "bool",
        BuiltinKind.Any => "any",
        BuiltinKind.Null => "null",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a built-in type"),
    };
}
