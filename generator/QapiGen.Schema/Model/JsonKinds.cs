using System;

namespace QapiGen.Schema.Model;

/// <summary>Kinds of JSON values, as an alternate tells them apart (spec S-77).</summary>
[Flags]
public enum JsonKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>null</c>.</summary>
    Null = 1,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 2,

    /// <summary>A number.</summary>
    Number = 4,

    /// <summary>A string.</summary>
    String = 8,

    /// <summary>An array.</summary>
    Array = 16,

    /// <summary>An object.</summary>
    Object = 32,

    /// <summary>Any of them: a value.</summary>
    Value = Null | Boolean | Number | String | Array | Object,
}
