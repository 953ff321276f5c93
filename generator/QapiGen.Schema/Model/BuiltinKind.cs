namespace QapiGen.Schema.Model;

/// <summary>The built-in types, in the order of spec 8.</summary>
public enum BuiltinKind
{
    /// <summary><c>str</c>.</summary>
    Str,

    /// <summary><c>number</c>, an IEEE double.</summary>
    Number,

    /// <summary><c>int</c>, 64 bits, signed.</summary>
    Int,

    /// <summary><c>int8</c>.</summary>
    Int8,

    /// <summary><c>int16</c>.</summary>
    Int16,

    /// <summary><c>int32</c>.</summary>
    Int32,

    /// <summary><c>int64</c>.</summary>
    Int64,

    /// <summary><c>uint8</c>.</summary>
    UInt8,

    /// <summary><c>uint16</c>.</summary>
    UInt16,

    /// <summary><c>uint32</c>.</summary>
    UInt32,

    /// <summary><c>uint64</c>.</summary>
    UInt64,

    /// <summary><c>size</c>, on the wire as <c>uint64</c>.</summary>
    Size,

    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>any</c>, every JSON value.</summary>
    Any,

    /// <summary><c>null</c>.</summary>
    Null,
}
