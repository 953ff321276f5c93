using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs;

/// <summary>The commands of the module.</summary>
public interface IJobCommands
{
    /// <summary>job-pause.</summary>
    ValueTask JobPauseAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>job-resume.</summary>
    ValueTask JobResumeAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>job-cancel.</summary>
    ValueTask JobCancelAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>job-complete.</summary>
    ValueTask JobCompleteAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>job-dismiss.</summary>
    ValueTask JobDismissAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>job-finalize.</summary>
    ValueTask JobFinalizeAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>query-jobs.</summary>
    ValueTask<IReadOnlyList<JobInfo>> QueryJobsAsync(CancellationToken cancellationToken = default);
}
