using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Client;

/// <summary>Runs jobs on a QMP server: QEMU, its storage daemon, or a host of your own.</summary>
public static class QmpClientJobExtensions
{
    private const string AutoDismiss = "auto-dismiss";

    /// <summary>Starts a job and follows it to its end.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="id">The job's id; the command that <paramref name="start"/> sends has to give it to the job.</param>
    /// <param name="start">Sends the command that makes the job.</param>
    /// <param name="options">Whether to complete, finalize and dismiss, whom to tell; null for all three and nobody.</param>
    /// <param name="cancellationToken">Cancels the job and waits for its end, unless the options say otherwise.</param>
    /// <returns>How it ended, when it ended well.</returns>
    /// <remarks>
    /// It makes no difference how fast the job is: events are listened to before it is made, and it may be ready, concluded or gone when
    /// <paramref name="start"/> returns. Why a job failed is known of one that is made with <c>auto-dismiss</c> false, which is dismissed from here; of one that
    /// dismisses itself QEMU tells it for block jobs only, a host made with QapiGen for all.
    /// Any schema's job types will do: jobs are followed by the protocol.
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
        using var following = new JobFollowing(client, [id], areNew: true, options ?? QmpJobRunOptions.Default);
        await start(client, cancellationToken).ConfigureAwait(false);
        return (await following.RunAsync(cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Starts a job by a command's name and follows it to its end.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="command">The command that makes the job: <c>blockdev-backup</c>.</param>
    /// <param name="arguments">
    /// Its arguments, a JSON object with the job's id in <c>job-id</c>. Unless they say something about <c>auto-dismiss</c>, and where the command has it, it is
    /// sent as false, so that the reason of a failure isn't lost; the job is dismissed from here.
    /// </param>
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
            (x, token) => (options ?? QmpJobRunOptions.Default).Dismiss && !arguments.TryGetProperty(AutoDismiss, out _)
                ? StartUndismissedAsync(x, command, arguments, token)
                : StartAsync(x, command, arguments, token),
            options,
            cancellationToken);
    }

    /// <summary>Follows a job that somebody has started, to its end.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="id">The job.</param>
    /// <param name="options">What to do for it, whom to tell; null to look on only (<see cref="QmpJobRunOptions.LookOn"/>).</param>
    /// <param name="cancellationToken">Ends the wait; cancels the job only if the options say so.</param>
    /// <returns>How it ended, when it ended well.</returns>
    /// <remarks>
    /// Of several jobs that have had the name it is the one that the server has when it is asked, at once. It may be over already: where the server has none, what
    /// this client has been told of the last one counts, whoever else has read the events (<see cref="QmpClient.JobEvents"/>). A client that connects again is
    /// asked when it has a connection.
    /// </remarks>
    /// <exception cref="QmpJobException">The job failed, was cancelled, or can't be found.</exception>
    /// <exception cref="QmpErrorException">The server refused to complete or to finalize it.</exception>
    /// <exception cref="QmpConnectionException">The connection ended; the job may go on.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the job's end.</exception>
    public static async Task<QmpJobReport> FollowJobAsync(
        this QmpClient client, string id, QmpJobRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return (await FollowJobsAsync(client, [id], options, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Follows jobs that somebody has started, such as the members of a transaction, until all of them have ended.</summary>
    /// <inheritdoc cref="FollowJobAsync"/>
    /// <param name="client">The connection.</param>
    /// <param name="ids">The jobs.</param>
    /// <param name="options">What to do for them, whom to tell; null to look on only.</param>
    /// <param name="cancellationToken">Ends the wait; cancels the jobs only if the options say so.</param>
    /// <returns>How they ended, in the order of the ids, when all of them ended well.</returns>
    /// <exception cref="ArgumentException">One of the ids is null or empty.</exception>
    /// <exception cref="QmpJobException">One of them didn't end well: that which failed, rather than those that went down with it.</exception>
    public static async Task<IReadOnlyList<QmpJobReport>> FollowJobsAsync(
        this QmpClient client, IReadOnlyCollection<string> ids, QmpJobRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A job has a name: an id is null or empty", nameof(ids));
        }

        using var following = new JobFollowing(client, ids, areNew: false, options ?? QmpJobRunOptions.LookOn);
        return await following.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask StartAsync(QmpClient client, string command, JsonElement arguments, CancellationToken cancellationToken) =>
        await client.ExecuteAsync(command, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);

    /// <summary>Not every command knows <c>auto-dismiss</c>; one that doesn't refuses before it does anything.</summary>
    private static async ValueTask StartUndismissedAsync(QmpClient client, string command, JsonElement arguments, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(client, command, WithoutAutoDismiss(arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (QmpErrorException refusal) when (refusal.Description.Contains($"'{AutoDismiss}'", StringComparison.Ordinal))
        {
            await StartAsync(client, command, arguments, cancellationToken).ConfigureAwait(false);
        }
    }

    private static JsonElement WithoutAutoDismiss(JsonElement arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty argument in arguments.EnumerateObject())
            {
                argument.WriteTo(writer);
            }

            writer.WriteBoolean(AutoDismiss, false);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
