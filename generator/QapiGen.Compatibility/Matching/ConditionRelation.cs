namespace QapiGen.Compatibility.Matching;

/// <summary>How two conditions relate over all configurations.</summary>
internal enum ConditionRelation
{
    /// <summary>They hold in the same configurations.</summary>
    Equal,

    /// <summary>The new one holds in fewer.</summary>
    Narrowed,

    /// <summary>The new one holds in more.</summary>
    Widened,

    /// <summary>Each holds where the other doesn't, or there are too many symbols to tell.</summary>
    Incomparable,
}
