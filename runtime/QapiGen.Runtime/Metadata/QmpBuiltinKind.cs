namespace QapiGen.Runtime.Metadata;

/// <summary>The built-in types (QAPI spec 8).</summary>
public enum QmpBuiltinKind
{
    /// <summary><c>any</c>: every value.</summary>
    Any,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>str</c>.</summary>
    String,

    /// <summary><c>bool</c>.</summary>
    Boolean,

    /// <summary><c>number</c>, an IEEE double.</summary>
    Number,

    /// <summary><c>int</c> and <c>int64</c>; in a masked schema every integer.</summary>
    Int64,

    /// <summary><c>int8</c>.</summary>
    Int8,

    /// <summary><c>int16</c>.</summary>
    Int16,

    /// <summary><c>int32</c>.</summary>
    Int32,

    /// <summary><c>uint8</c>.</summary>
    UInt8,

    /// <summary><c>uint16</c>.</summary>
    UInt16,

    /// <summary><c>uint32</c>.</summary>
    UInt32,

    /// <summary><c>uint64</c>.</summary>
    UInt64,

    /// <summary><c>size</c>, an unsigned number of bytes.</summary>
    Size,
}
