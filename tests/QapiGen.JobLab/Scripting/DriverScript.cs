namespace QapiGen.JobLab.Scripting;

/// <summary>How a scripted driver behaves, apart from what it is told.</summary>
public sealed record DriverScript
{
    /// <summary>The driver has a complete operation.</summary>
    public bool CanComplete { get; init; }

    /// <summary>A soft cancel stays soft while the job is ready; otherwise every cancel is forced.</summary>
    public bool IsSoftWhenReady { get; init; }

    /// <summary>When its work ends the driver adds a pause to itself, and takes it back in prepare or abort.</summary>
    public bool HasFinalDrain { get; init; }

    /// <summary>Error number with which prepare fails; 0: it doesn't.</summary>
    public int PrepareError { get; init; }

    /// <summary>Text with which complete refuses; null: it doesn't.</summary>
    public string? CompleteError { get; init; }

    /// <summary>Whether the driver needs any operation but run.</summary>
    public bool IsPlain => !CanComplete && !IsSoftWhenReady && !HasFinalDrain && PrepareError == 0;
}
