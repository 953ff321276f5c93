namespace QapiGen.Jobs.Core;

/// <summary>The two tables of the job model as data: which status may follow which, and which verb is allowed in which status.</summary>
/// <remarks>Source: jobs spec 3 and 4, the tables of QEMU 7.2. Every move of every job asks them.</remarks>
public static class JobTransitions
{
    private const int Steerable = CreatedBit | RunningBit | PausedBit | ReadyBit | StandbyBit;

    private const int CreatedBit = 1 << (int)JobStatus.Created;
    private const int RunningBit = 1 << (int)JobStatus.Running;
    private const int PausedBit = 1 << (int)JobStatus.Paused;
    private const int ReadyBit = 1 << (int)JobStatus.Ready;
    private const int StandbyBit = 1 << (int)JobStatus.Standby;
    private const int WaitingBit = 1 << (int)JobStatus.Waiting;
    private const int PendingBit = 1 << (int)JobStatus.Pending;
    private const int AbortingBit = 1 << (int)JobStatus.Aborting;
    private const int ConcludedBit = 1 << (int)JobStatus.Concluded;
    private const int NullBit = 1 << (int)JobStatus.Null;

    // One row per status, in the order of the enum: the statuses it may move to.
    private static readonly int[] s_next =
    [
        /* undefined */ CreatedBit,
        /* created   */ RunningBit | AbortingBit | NullBit,
        /* running   */ PausedBit | ReadyBit | WaitingBit | AbortingBit,
        /* paused    */ RunningBit,
        /* ready     */ StandbyBit | WaitingBit | AbortingBit,
        /* standby   */ ReadyBit,
        /* waiting   */ PendingBit | AbortingBit,
        /* pending   */ AbortingBit | ConcludedBit,
        /* aborting  */ AbortingBit | ConcludedBit,
        /* concluded */ NullBit,
        /* null      */ 0,
    ];

    // One row per verb, in the order of the enum: the statuses it is allowed in.
    private static readonly int[] s_permitted =
    [
        /* cancel    */ Steerable | WaitingBit | PendingBit,
        /* pause     */ Steerable,
        /* resume    */ Steerable,
        /* set-speed */ Steerable,
        /* complete  */ ReadyBit | StandbyBit,
        /* dismiss   */ ConcludedBit,
        /* finalize  */ PendingBit,
    ];

    /// <summary>How many statuses there are.</summary>
    public static int StatusCount => s_next.Length;

    /// <summary>Whether a job may move from one status to another. Aborting to aborting is allowed, and sends no event.</summary>
    public static bool IsAllowed(JobStatus from, JobStatus to) => Has(s_next, (int)from, to);

    /// <summary>Whether a verb is allowed in a status. Some verbs check more than that (jobs spec 4).</summary>
    public static bool Permits(JobStatus status, JobVerb verb) => Has(s_permitted, (int)verb, status);

    /// <summary>Whether the work of a job in this status is over: waiting, pending, aborting, concluded, null.</summary>
    public static bool IsCompleted(JobStatus status) =>
        (((WaitingBit | PendingBit | AbortingBit | ConcludedBit | NullBit) >> (int)status) & 1) != 0;

    /// <summary>Whether the job is ready in the sense of <c>query-block-jobs</c>: ready or standby.</summary>
    public static bool IsReady(JobStatus status) => status is JobStatus.Ready or JobStatus.Standby;

    private static bool Has(int[] table, int row, JobStatus status) =>
        (uint)row < (uint)table.Length && (uint)status < (uint)s_next.Length && ((table[row] >> (int)status) & 1) != 0;
}
