namespace QapiGen.Jobs;

/// <summary>How a manager ends (jobs spec 19).</summary>
public enum JobShutdownMode
{
    /// <summary>Cancel every job by force, newest first, and wait for each; concluded ones are dismissed.</summary>
    Cancel,

    /// <summary>Wait until every job has concluded by itself.</summary>
    Wait,

    /// <summary>
    /// Leave the jobs as they are to the next host that opens their store: each driver stops at its next checkpoint, or at once if it saves none.
    /// Without a store as <see cref="Cancel"/>.
    /// </summary>
    Leave,
}
