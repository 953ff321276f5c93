using System;

namespace QapiGen.Schema.Binding;

/// <summary>JSON kinds as an alternate tells them apart (spec S-77).</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    Array = 16,
    Object = 32,
}
