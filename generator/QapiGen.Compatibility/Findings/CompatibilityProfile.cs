namespace QapiGen.Compatibility.Findings;

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
