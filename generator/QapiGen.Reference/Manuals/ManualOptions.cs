namespace QapiGen.Reference.Manuals;

/// <summary>What a manual shall be like.</summary>
public sealed record ManualOptions
{
    /// <summary>What it is written as.</summary>
    public ManualFormat Format { get; init; }

    /// <summary>Its title; null for one that is made from the root's name.</summary>
    public string? Title { get; init; }

    /// <summary>What to tell the differences from; null for nothing.</summary>
    public ManualBaseline? Baseline { get; init; }
}
