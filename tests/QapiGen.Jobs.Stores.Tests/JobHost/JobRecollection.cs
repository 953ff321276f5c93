namespace QapiGen.Jobs.Stores.Tests.JobHost;

/// <summary>What a client remembers of one job of its own. A command that had no answer when the host died leaves it in doubt.</summary>
internal sealed class JobRecollection(string id, bool isMirror, string source, string target)
{
    public string Id => id;

    public bool IsMirror => isMirror;

    public string Source => source;

    public string Target => target;

    /// <summary>Whether there is such a job; null if that isn't known.</summary>
    public bool? Exists { get; set; }

    /// <summary>The last status that it was told; null for none.</summary>
    public string? Status { get; set; }

    /// <summary>The last status that an earlier host told; null for none.</summary>
    public string? StatusBefore { get; set; }

    /// <summary>Whether the user's pause was acknowledged, and not taken back; null if that isn't known.</summary>
    public bool? IsPaused { get; set; } = false;

    /// <summary>Whether it was at rest after that: it has to stay so.</summary>
    public bool IsAtRest { get; set; }

    /// <summary>Whether it was seen at work.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether a cancel was sent.</summary>
    public bool IsCancelled { get; set; }
}
