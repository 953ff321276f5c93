namespace QapiGen.Reference.Articles;

/// <summary>What a badge is about.</summary>
internal enum BadgeKind
{
    /// <summary>A plain fact.</summary>
    Fact,

    /// <summary>The version that introduced something.</summary>
    Since,

    /// <summary>The condition under which something is there.</summary>
    Condition,

    /// <summary>Will go away.</summary>
    Deprecated,

    /// <summary>May change.</summary>
    Unstable,

    /// <summary>Not in the baseline.</summary>
    New,

    /// <summary>Different from the baseline.</summary>
    Changed,

    /// <summary>Different from the baseline in a way that breaks somebody.</summary>
    Breaking,
}
