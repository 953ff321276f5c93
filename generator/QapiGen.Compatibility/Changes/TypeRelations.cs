using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds out how two types relate.</summary>
internal static class TypeRelations
{
    /// <summary>The relation of an old to a new type.</summary>
    public static TypeRelation Between(WireType old, WireType @new) => (old, @new) switch
    {
        (WireScalar { Kind: BuiltinKind.Any }, WireScalar { Kind: BuiltinKind.Any }) => TypeRelation.Same,
        (_, WireScalar { Kind: BuiltinKind.Any }) => TypeRelation.IntoAny,
        (WireScalar { Kind: BuiltinKind.Any }, _) => TypeRelation.OutOfAny,
        (WireAlternate, WireAlternate) => TypeRelation.Same,
        (_, WireAlternate to) => to.Find(old.JsonKinds) is null ? TypeRelation.OtherKind : TypeRelation.IntoAlternate,
        (WireAlternate from, _) => from.Find(@new.JsonKinds) is null ? TypeRelation.OtherKind : TypeRelation.OutOfAlternate,
        (WireArray, WireArray) => TypeRelation.Same,
        (_, WireArray to) => old.JsonKinds == to.Element.JsonKinds ? TypeRelation.IntoList : TypeRelation.OtherKind,
        (WireArray from, _) => @new.JsonKinds == from.Element.JsonKinds ? TypeRelation.OutOfList : TypeRelation.OtherKind,
        (WireScalar from, WireScalar to) => Scalars(from, to),
        (WireScalar { Kind: BuiltinKind.Str }, WireEnumType) => TypeRelation.StringToEnum,
        (WireEnumType, WireScalar { Kind: BuiltinKind.Str }) => TypeRelation.EnumToString,
        _ => old.JsonKinds == @new.JsonKinds ? TypeRelation.Same : TypeRelation.OtherKind,
    };

    private static TypeRelation Scalars(WireScalar old, WireScalar @new) => (old.IsInteger, @new.IsInteger) switch
    {
        (true, true) => Integers(old, @new),
        (true, false) => @new.Kind == BuiltinKind.Number ? TypeRelation.IntegerToNumber : TypeRelation.OtherKind,
        (false, true) => old.Kind == BuiltinKind.Number ? TypeRelation.NumberToInteger : TypeRelation.OtherKind,
        _ => old.Kind == @new.Kind ? TypeRelation.Same : TypeRelation.OtherKind,
    };

    private static TypeRelation Integers(WireScalar old, WireScalar @new)
    {
        if (old.IsSomeInteger || @new.IsSomeInteger)
        {
            return TypeRelation.Same;
        }

        bool widened = @new.Minimum <= old.Minimum && @new.Maximum >= old.Maximum;
        bool narrowed = @new.Minimum >= old.Minimum && @new.Maximum <= old.Maximum;
        return (widened, narrowed) switch
        {
            (true, true) => IsSize(old) == IsSize(@new) ? TypeRelation.Same : TypeRelation.SizeToInteger,
            (true, false) => TypeRelation.RangeWidened,
            (false, true) => TypeRelation.RangeNarrowed,
            _ => TypeRelation.SignChanged,
        };
    }

    private static bool IsSize(WireScalar type) => type.Kind == BuiltinKind.Size;
}

/// <summary>How the types of an element on both sides relate, before looking inside them.</summary>
internal enum TypeRelation
{
    /// <summary>No difference at this level; objects, enums, alternates and lists are compared by what is in them.</summary>
    Same,

    /// <summary>Different JSON kinds.</summary>
    OtherKind,

    /// <summary>Integers; the new range contains the old.</summary>
    RangeWidened,

    /// <summary>Integers; the old range contains the new.</summary>
    RangeNarrowed,

    /// <summary>Integers of different signedness; neither range contains the other.</summary>
    SignChanged,

    /// <summary><c>size</c> and <c>uint64</c>.</summary>
    SizeToInteger,

    /// <summary>Integer to <c>number</c>.</summary>
    IntegerToNumber,

    /// <summary><c>number</c> to integer.</summary>
    NumberToInteger,

    /// <summary><c>str</c> to enum.</summary>
    StringToEnum,

    /// <summary>Enum to <c>str</c>.</summary>
    EnumToString,

    /// <summary>T to an alternate that holds T.</summary>
    IntoAlternate,

    /// <summary>An alternate to one of its types.</summary>
    OutOfAlternate,

    /// <summary>T to a list of T.</summary>
    IntoList,

    /// <summary>A list of T to T.</summary>
    OutOfList,

    /// <summary>T to <c>any</c>.</summary>
    IntoAny,

    /// <summary><c>any</c> to T.</summary>
    OutOfAny,
}
