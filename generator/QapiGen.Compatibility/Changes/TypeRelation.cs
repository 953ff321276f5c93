namespace QapiGen.Compatibility.Changes;

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
