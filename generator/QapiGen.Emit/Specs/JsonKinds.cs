using System;

namespace QapiGen.Emit.Specs;

/// <summary>Kinds of JSON values.</summary>
[Flags]
public enum JsonKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A string.</summary>
    String = 1,

    /// <summary>A number.</summary>
    Number = 2,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 4,

    /// <summary><c>null</c>.</summary>
    Null = 8,

    /// <summary>An object.</summary>
    Object = 16,

    /// <summary>An array.</summary>
    Array = 32,
}
