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
        (_, WireAlternate to) => to.Find(old.JsonKind) is null ? TypeRelation.OtherKind : TypeRelation.IntoAlternate,
        (WireAlternate from, _) => from.Find(@new.JsonKind) is null ? TypeRelation.OtherKind : TypeRelation.OutOfAlternate,
        (WireArray, WireArray) => TypeRelation.Same,
        (_, WireArray to) => old.JsonKind == to.Element.JsonKind ? TypeRelation.IntoList : TypeRelation.OtherKind,
        (WireArray from, _) => @new.JsonKind == from.Element.JsonKind ? TypeRelation.OutOfList : TypeRelation.OtherKind,
        (WireScalar from, WireScalar to) => Scalars(from, to),
        (WireScalar { Kind: BuiltinKind.Str }, WireEnum) => TypeRelation.StringToEnum,
        (WireEnum, WireScalar { Kind: BuiltinKind.Str }) => TypeRelation.EnumToString,
        _ => old.JsonKind == @new.JsonKind ? TypeRelation.Same : TypeRelation.OtherKind,
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
