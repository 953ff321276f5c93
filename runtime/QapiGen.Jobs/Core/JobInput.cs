namespace QapiGen.Jobs.Core;

/// <summary>Something that happens to a job: what, and its arguments.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Force">Of cancels: whether it is forced.</param>
/// <param name="Number">A speed in bytes per second, an error number (0: success), or the hooks of a driver.</param>
/// <param name="Text">An error's own text; null if it has none.</param>
public readonly record struct JobInput(JobInputKind Kind, bool Force = false, long Number = 0, string? Text = null)
{
    /// <summary>Verb cancel.</summary>
    public static JobInput Cancel(bool force) => new(JobInputKind.Cancel, Force: force);

    /// <summary>The driver's answer to a cancel.</summary>
    public static JobInput CancelDecided(bool force) => new(JobInputKind.CancelDecided, Force: force);

    /// <summary>Verb set-speed.</summary>
    public static JobInput SetSpeed(long bytesPerSecond) => new(JobInputKind.SetSpeed, Number: bytesPerSecond);

    /// <summary>The work function has returned.</summary>
    public static JobInput Returned(int result, string? error = null) => new(JobInputKind.Returned, Number: result, Text: error);

    /// <summary>The prepare operation has returned.</summary>
    public static JobInput Prepared(int result, string? error = null) => new(JobInputKind.Prepared, Number: result, Text: error);

    /// <summary>A driver has been made again, with these hooks.</summary>
    public static JobInput Readopted(JobFlags hooks) => new(JobInputKind.Readopted, Number: (long)hooks);

    /// <summary>No driver can be made again.</summary>
    public static JobInput Abandoned(int result, string? error = null) => new(JobInputKind.Abandoned, Number: result, Text: error);

    /// <summary>An input without arguments.</summary>
    public static implicit operator JobInput(JobInputKind kind) => new(kind);

    /// <summary>An input without arguments.</summary>
    public static JobInput FromJobInputKind(JobInputKind kind) => new(kind);
}
