namespace QapiGen.JobLab.Scripting;

/// <summary>A job of a script.</summary>
public sealed record ScriptedJob
{
    /// <summary>Name by which the script knows it; ids can be used twice.</summary>
    public required string Ref { get; init; }

    public required string Id { get; init; }

    public required Jobs.JobType Type { get; init; }

    public required bool AutoFinalize { get; init; }

    public required bool AutoDismiss { get; init; }

    /// <summary>Name of its transaction; null for one of its own.</summary>
    public string? Transaction { get; init; }

    public long Speed { get; init; }

    public required DriverScript Driver { get; init; }
}
