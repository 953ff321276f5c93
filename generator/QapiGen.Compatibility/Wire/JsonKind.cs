namespace QapiGen.Compatibility.Wire;

/// <summary>The kind of a JSON value; what tells an alternate's branches apart (spec W-8).</summary>
internal enum JsonKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c>, <c>false</c>.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,

    /// <summary>Any of them.</summary>
    Value,

    /// <summary>One of several: an alternate.</summary>
    Alternate,
}
