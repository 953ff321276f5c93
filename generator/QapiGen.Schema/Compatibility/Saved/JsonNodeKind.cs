namespace QapiGen.Schema.Compatibility.Saved;

/// <summary>Kinds of JSON values that are told apart here.</summary>
internal enum JsonNodeKind
{
    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A string.</summary>
    String,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>, <c>null</c> or a number.</summary>
    Other,
}
