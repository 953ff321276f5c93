using System;

namespace QapiGen.Runtime.Json;

/// <summary>Sees memory being taken for messages; tests let it fail there.</summary>
internal static class PoolProbe
{
    /// <summary>Runs before an array is taken; what it throws is what the taker gets. Null, but in tests.</summary>
    public static Action? Taking { get; set; }
}
