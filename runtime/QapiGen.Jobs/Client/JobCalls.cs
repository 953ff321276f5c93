using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Client;

/// <summary>The job commands of a server, by the protocol.</summary>
internal sealed class JobCalls(QmpClient client)
{
    private readonly JobCommandsClient _verbs = new(client);

    public QmpClient Client => client;

    public ValueTask<IReadOnlyList<JobRow>> QueryAsync(CancellationToken cancellationToken) =>
        client.ExecuteAsync<NoData, IReadOnlyList<JobRow>, ListCodec<JobRow, JobRow>>(JobCommand.QueryJobs, default, null, cancellationToken);

    public ValueTask CompleteAsync(string id, CancellationToken cancellationToken) =>
        TryVerbAsync(_verbs.JobCompleteAsync(id, cancellationToken), id, JobStatus.Ready, cancellationToken);

    public ValueTask FinalizeAsync(string id, CancellationToken cancellationToken) =>
        TryVerbAsync(_verbs.JobFinalizeAsync(id, cancellationToken), id, JobStatus.Pending, cancellationToken);

    public ValueTask CancelAsync(string id, CancellationToken cancellationToken) =>
        TryVerbAsync(_verbs.JobCancelAsync(id, cancellationToken), id, JobStatus.Running, cancellationToken);

    public async ValueTask DismissAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await _verbs.JobDismissAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (QmpErrorException)
        {
            // Somebody else was faster; its entry is gone all the same.
        }
    }

    /// <summary>A refusal counts only if the job is still where the verb is allowed: others may have been faster.</summary>
    private async ValueTask TryVerbAsync(ValueTask verb, string id, JobStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await verb.ConfigureAwait(false);
        }
        catch (QmpErrorException)
        {
            if ((await QueryAsync(cancellationToken).ConfigureAwait(false)).Any(row => row.Id == id && row.Status == status))
            {
                throw;
            }
        }
    }
}
