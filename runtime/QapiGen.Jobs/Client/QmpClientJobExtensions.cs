using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Client;

/// <summary>Runs jobs on a QMP server: QEMU, its storage daemon, or a host of your own.</summary>
public static class QmpClientJobExtensions
{
    /// <summary>Starts a job and follows it to its end.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="id">The job's id; the command that <paramref name="start"/> sends has to give it to the job.</param>
    /// <param name="start">Sends the command that makes the job.</param>
    /// <param name="options">Whether to complete, finalize and dismiss, whom to tell; null for all three and nobody.</param>
    /// <param name="cancellationToken">Cancels the job and waits for its end, unless the options say otherwise.</param>
    /// <returns>How it ended, when it ended well.</returns>
    /// <remarks>
    /// It makes no difference how fast the job is: events are listened to before it is made, and it may be ready, concluded or gone when
    /// <paramref name="start"/> returns. Why a job failed is best known of one that is made with <c>auto-dismiss</c> false; of one that dismisses itself
    /// the server tells it for block jobs only.
    /// </remarks>
    /// <exception cref="QmpJobException">The job failed, was cancelled, or can't be found.</exception>
    /// <exception cref="QmpErrorException">The server refused to make the job, to complete or to finalize it.</exception>
    /// <exception cref="QmpConnectionException">The connection ended; the job may go on.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, and the job didn't end well before that had an effect.</exception>
    public static async Task<QmpJobReport> RunJobAsync(
        this QmpClient client,
        string id,
        Func<QmpClient, CancellationToken, ValueTask> start,
        QmpJobRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(start);
        using var run = new JobRun(client, id, options ?? QmpJobRunOptions.Default);
        await start(client, cancellationToken).ConfigureAwait(false);
        return await run.FollowAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a job by a command's name and follows it to its end.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="command">The command that makes the job: <c>blockdev-backup</c>.</param>
    /// <param name="arguments">Its arguments, a JSON object with the job's id in <c>job-id</c>.</param>
    /// <param name="options">Whether to complete, finalize and dismiss, whom to tell; null for all three and nobody.</param>
    /// <param name="cancellationToken">Cancels the job and waits for its end, unless the options say otherwise.</param>
    /// <inheritdoc cref="RunJobAsync(QmpClient, string, Func{QmpClient, CancellationToken, ValueTask}, QmpJobRunOptions?, CancellationToken)"/>
    /// <exception cref="ArgumentException">The arguments have no <c>job-id</c>.</exception>
    public static Task<QmpJobReport> RunJobAsync(
        this QmpClient client,
        string command,
        JsonElement arguments,
        QmpJobRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (arguments.ValueKind != JsonValueKind.Object
            || !arguments.TryGetProperty("job-id", out JsonElement id)
            || id.ValueKind != JsonValueKind.String)
        {
            throw new ArgumentException("The arguments have no 'job-id', by which the job could be followed", nameof(arguments));
        }

        return RunJobAsync(
            client,
            id.GetString()!,
            async (x, token) => await x.ExecuteAsync(command, arguments, cancellationToken: token).ConfigureAwait(false),
            options,
            cancellationToken);
    }
}
