using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Client;

/// <summary>What a connection's events have told of jobs, kept so that who begins to follow a job late knows how it went.</summary>
/// <remarks>
/// One for each client, made when a job is followed for the first time; it gets the events from before, too, which the client keeps.
/// Reads events by the protocol, so that any schema's job types will do (jobs spec 14).
/// </remarks>
internal sealed class JobMemory
{
    /// <summary>Jobs that are remembered; the server chooses the names.</summary>
    internal const int MaxJobs = 4096;

    /// <summary>Characters that are kept of those that nobody follows: a server may have long names, and much to say of them.</summary>
    internal const int MaxCharacters = 4 * 1024 * 1024;

    private const string StatusChange = "JOB_STATUS_CHANGE";
    private const string BlockJobCancelled = "BLOCK_JOB_CANCELLED";

    private static readonly ConditionalWeakTable<QmpClient, JobMemory> s_known = [];

    private readonly Lock _gate = new();
    private readonly QmpEventSubscription<RawQmpEvent> _events;
    private readonly Dictionary<string, JobTrace> _newest = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();
    private TaskCompletionSource? _turn;
    private long _characters;

    private JobMemory(QmpClient client) =>
        _events = client.JobEvents(new QmpEventBuffer { Capacity = 32768 });

    /// <summary>The memory of a client.</summary>
    public static JobMemory Of(QmpClient client) => s_known.GetValue(client, static client => new JobMemory(client));

    /// <summary>Begins to follow jobs of a name.</summary>
    /// <returns>The newest that was seen to be made; null if none was.</returns>
    public JobTrace? Follow(string id)
    {
        lock (_gate)
        {
            TakeIn();
            JobTrace trace = Newest(id);
            trace.Followers++;
            return trace.HasBeginning ? trace : null;
        }
    }

    /// <summary>Ends it.</summary>
    public void Unfollow(string id)
    {
        lock (_gate)
        {
            Newest(id).Followers--;
        }
    }

    /// <summary>Looks at traces, with all in them that has come.</summary>
    public T Look<T>(Func<T> look)
    {
        lock (_gate)
        {
            TakeIn();
            return look();
        }
    }

    /// <summary>Waits until something new is told, the interval is over, or the connection ends.</summary>
    /// <param name="isNew">Whether there is something new.</param>
    /// <param name="interval">How long.</param>
    /// <param name="time">Clock of the interval.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask WaitAsync(Func<bool> isNew, TimeSpan interval, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            while (await WaitForEventAsync(isNew, either.Token).ConfigureAwait(false) && !Look(isNew))
            {
                // Others' events.
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Time to ask.
        }
    }

    /// <summary>Waits for an event: one for all who wait, since a subscription has one reader.</summary>
    /// <returns>False if none will come.</returns>
    private async ValueTask<bool> WaitForEventAsync(Func<bool> isNew, CancellationToken cancellationToken)
    {
        TaskCompletionSource? others;
        Task<bool>? reading = null;
        lock (_gate)
        {
            // Somebody else may have taken in what came since the last look, and whoever waits has to be woken by the next: so this is one step.
            TakeIn();
            if (isNew())
            {
                return true;
            }

            others = _turn;
            if (others is null)
            {
                _turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                reading = ReadAsync(cancellationToken);
            }
        }

        if (others is not null)
        {
            await others.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        try
        {
            return await reading!.ConfigureAwait(false);
        }
        finally
        {
            TaskCompletionSource mine;
            lock (_gate)
            {
                TakeIn();
                mine = _turn!;
                _turn = null;
            }

            mine.SetResult();
        }
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken) => await _events.WaitToReadAsync(cancellationToken).ConfigureAwait(false);

    private void TakeIn()
    {
        while (_events.TryRead(out QmpReceivedEvent<RawQmpEvent> item))
        {
            JsonElement data = item.Event.Data;
            bool isStatus = item.Event.Name == StatusChange;
            if (Text(data, isStatus ? "id" : "device") is not { } id)
            {
                continue;
            }

            if (isStatus)
            {
                if (JobStatusExtensions.TryParse(Text(data, "status"), out JobStatus status))
                {
                    Note(Newest(id).IsBefore(status) ? Renew(id) : Newest(id), trace => trace.NoteStatus(status, Text(data, "error")));
                }
            }
            else if (item.Event.Name == BlockJobCancelled)
            {
                Note(Unended(id), static trace => trace.NoteCancel());
            }
            else
            {
                Note(Unended(id), trace => trace.NoteEnd(Text(data, "error")));
            }
        }
    }

    private void Note(JobTrace trace, Action<JobTrace> note)
    {
        int before = trace.Size;
        note(trace);
        _characters += trace.Size - before;
        Forget(MaxJobs);
    }

    private static string? Text(JsonElement data, string member)
    {
        try
        {
            return data.ValueKind == JsonValueKind.Object && data.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half a pair of surrogates: no job of anybody's.
            return null;
        }
    }

    /// <summary>What has been told of the newest job of a name; asked within the memory.</summary>
    public JobTrace Newest(string id)
    {
        if (_newest.TryGetValue(id, out JobTrace? trace))
        {
            return trace;
        }

        Forget(MaxJobs - 1);
        trace = new JobTrace();
        _newest[id] = trace;
        _oldestFirst.Enqueue(id);
        _characters += id.Length;
        return trace;
    }

    /// <summary>Another job of a name begins; who follows the one before keeps what was told of that. Called within the memory.</summary>
    public JobTrace Renew(string id)
    {
        JobTrace before = Newest(id);
        _characters -= before.Size;
        return _newest[id] = new JobTrace { Followers = before.Followers };
    }

    // The oldest first, of those that nobody follows.
    private void Forget(int most)
    {
        for (int i = _oldestFirst.Count; (_newest.Count > most || _characters > MaxCharacters) && i > 0; i--)
        {
            string oldest = _oldestFirst.Dequeue();
            JobTrace trace = _newest[oldest];
            if (trace.Followers > 0)
            {
                _oldestFirst.Enqueue(oldest);
            }
            else
            {
                _newest.Remove(oldest);
                _characters -= oldest.Length + trace.Size;
            }
        }
    }

    private JobTrace Unended(string id) => Newest(id).IsGone ? Renew(id) : Newest(id);
}
