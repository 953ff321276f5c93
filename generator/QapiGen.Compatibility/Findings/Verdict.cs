namespace QapiGen.Compatibility.Findings;

/// <summary>What a change amounts to.</summary>
public enum Verdict
{
    /// <summary>Nobody breaks.</summary>
    Compatible,

    /// <summary>Somebody may break.</summary>
    Risky,

    /// <summary>Somebody breaks.</summary>
    Breaking,
}
