namespace QapiGen.Jobs;

/// <summary>The QAPI texts of the enums.</summary>
public static class JobWire
{
    private static readonly string[] s_types =
        ["commit", "stream", "mirror", "backup", "create", "amend", "snapshot-load", "snapshot-save", "snapshot-delete"];

    private static readonly string[] s_verbs = ["cancel", "pause", "resume", "set-speed", "complete", "dismiss", "finalize"];

    private static readonly string[] s_statuses =
    [
        "undefined", "created", "running", "paused", "ready", "standby", "waiting", "pending", "aborting", "concluded", "null",
    ];

    /// <summary>The QAPI text.</summary>
    public static string ToWire(this JobType value) => s_types[(int)value];

    /// <summary>The QAPI text.</summary>
    public static string ToWire(this JobStatus value) => s_statuses[(int)value];

    /// <summary>The QAPI text.</summary>
    public static string ToWire(this JobVerb value) => s_verbs[(int)value];
}
