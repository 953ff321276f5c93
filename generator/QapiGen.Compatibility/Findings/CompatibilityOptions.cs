namespace QapiGen.Compatibility.Findings;

/// <summary>How a comparison is made.</summary>
public sealed record CompatibilityOptions
{
    /// <summary>The usual options: profile <see cref="CompatibilityProfile.Full"/>, open types.</summary>
    public static CompatibilityOptions Default { get; } = new();

    /// <summary>Which findings are asked for.</summary>
    public CompatibilityProfile Profile { get; init; } = CompatibilityProfile.Full;

    /// <summary>
    /// Whether clients are known to fail on enum values, branches and events that they don't know. QapiGen's clients keep them; what isn't
    /// known is risky.
    /// </summary>
    public bool HasClosedTypes { get; init; }

    /// <summary>Whose C# there is: that of a program that only calls commands isn't broken by what implementers have to change.</summary>
    public SourceBreaks Code { get; init; } = SourceBreaks.Both;

    /// <summary>The new side's version, such as <c>10.2</c>, for the check of <c>Since</c>; null leaves it out.</summary>
    public string? NewVersion { get; init; }
}

/// <summary>Which findings are asked for.</summary>
public enum CompatibilityProfile
{
    /// <summary>What concerns old clients or old servers.</summary>
    Full,

    /// <summary>What breaks an old client on the new server.</summary>
    Client,

    /// <summary>What breaks a new client on an old server.</summary>
    Server,

    /// <summary>What breaks C#.</summary>
    Source,

    /// <summary>As <see cref="Full"/>, and what only introspection shows counts as a break.</summary>
    Introspection,

    /// <summary>What the new version can't read of what an old one has stored: arguments and checkpoints of jobs.</summary>
    Stored,

    /// <summary>QEMU's promises: deprecation before removal, versions, names.</summary>
    Policy,
}
