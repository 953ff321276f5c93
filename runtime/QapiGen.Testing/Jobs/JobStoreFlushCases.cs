using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Storage;
using static QapiGen.Testing.Jobs.JobStoreSession;

namespace QapiGen.Testing.Jobs;

/// <summary>When records are durable, and who waits for it.</summary>
internal static class JobStoreFlushCases
{
    public static IReadOnlyList<Func<JobStoreFixture, Task>> All { get; } =
    [
        Who_waits_for_what_is_durable_does_not_wait,
        Who_waits_for_a_record_that_is_still_to_come_is_told_when_it_is_durable,
        A_wait_can_be_given_up_and_the_record_stays,
        Any_number_may_wait_and_all_are_told,
        What_is_called_durable_is_there_when_its_owner_is_killed_at_any_record,
        Records_of_one_piece_are_there_together_or_not_at_all,
        Disposal_writes_what_was_appended_and_ends_all_waits,
    ];

    private static async Task Who_waits_for_what_is_durable_does_not_wait(JobStoreFixture fixture)
    {
        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = session.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        ValueTask nothing = store.WhenDurableAsync(0);
        Require(nothing.IsCompletedSuccessfully);
        await nothing.ConfigureAwait(false);
        session.Create(1);
        await session.FlushAsync().ConfigureAwait(false);
        ValueTask first = store.WhenDurableAsync(1);
        Require(first.IsCompletedSuccessfully);
        await first.ConfigureAwait(false);
        Same(1, store.DurableSequence);
    }

    private static async Task Who_waits_for_a_record_that_is_still_to_come_is_told_when_it_is_durable(JobStoreFixture fixture)
    {
        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = session.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Task early = store.WhenDurableAsync(2).AsTask();
        session.Create(1);
        await session.FlushAsync().ConfigureAwait(false);
        Require(!early.IsCompleted);
        session.Create(2);
        await early.WaitAsync(Patience).ConfigureAwait(false);
        Require(store.DurableSequence >= 2);
    }

    private static async Task A_wait_can_be_given_up_and_the_record_stays(JobStoreFixture fixture)
    {
        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = session.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        using var givingUp = new CancellationTokenSource();
        Task given = store.WhenDurableAsync(1, givingUp.Token).AsTask();
        await givingUp.CancelAsync().ConfigureAwait(false);
        try
        {
            await given.WaitAsync(Patience).ConfigureAwait(false);
            Require(false, "the wait is cancelled");
        }
        catch (OperationCanceledException e)
        {
            Same(givingUp.Token, e.CancellationToken);
        }

        session.Create(1);
        await session.FlushAsync().ConfigureAwait(false);
        Same(1, store.DurableSequence);
    }

    private static async Task Any_number_may_wait_and_all_are_told(JobStoreFixture fixture)
    {
        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = session.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        var waits = new List<Task>();
        for (int i = 1; i <= 500; i++)
        {
            long sequence = session.Create(i);
            waits.Add(Task.Run(() => store.WhenDurableAsync(sequence).AsTask()));
            waits.Add(store.WhenDurableAsync(sequence).AsTask());
        }

        await Task.WhenAll(waits).WaitAsync(Patience).ConfigureAwait(false);
        Same(500, store.DurableSequence);
    }

    private static async Task What_is_called_durable_is_there_when_its_owner_is_killed_at_any_record(JobStoreFixture fixture)
    {
        JobStatus[] life = [JobStatus.Created, JobStatus.Running, JobStatus.Paused, JobStatus.Running, JobStatus.Waiting, JobStatus.Pending, JobStatus.Concluded];
        for (int i = 1; i < life.Length; i++)
        {
            JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
            StoredJob[] known = [.. await session.JobsAsync().ConfigureAwait(false)];
            Require(i == 1 || known[^1].State.Status >= life[i - 1] || known[^1].State.Status == JobStatus.Running);
            if (i == 1)
            {
                session.Create(1);
            }

            session.Change(1, life[i - 1], State(life[i]));
            await session.FlushAsync().ConfigureAwait(false);

            // May be lost or kept, but not torn.
            session.Create(100 + i);
            session.Remove(100 + i);
            await fixture.KillAsync(session.Store).ConfigureAwait(false);

            JobStoreSession next = await OpenAsync(fixture).ConfigureAwait(false);
            StoredJob job = (await next.JobsAsync().ConfigureAwait(false))[0];
            Same((1L, life[i]), (job.Number, job.State.Status));
            List<StoredTransition> history = await next.HistoryAsync().ConfigureAwait(false);
            Same(next.Content.LastTransition, history[^1].Transition);
            Require(history.Select(item => item.Transition).SequenceEqual(Enumerable.Range(1, history.Count).Select(number => (long)number)));
            foreach (StoredJob left in (await next.JobsAsync().ConfigureAwait(false)).Skip(1))
            {
                next.Remove(left.Number);
            }

            await next.FlushAsync().ConfigureAwait(false);
            await fixture.KillAsync(next.Store).ConfigureAwait(false);
        }
    }

    private static async Task Records_of_one_piece_are_there_together_or_not_at_all(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1);
        await first.FlushAsync().ConfigureAwait(false);
        long begun = first.Remember("piece", "begun").Continued().Create(2);
        for (int i = 3; i <= 20; i++)
        {
            first.Continued().Create(i);
        }

        // While somebody waits for it, too.
        Task early = first.Store.WhenDurableAsync(begun).AsTask();
        await Task.WhenAny(early, Task.Delay(TimeSpan.FromMilliseconds(100))).ConfigureAwait(false);
        Require(!early.IsCompleted);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);
        _ = early.ContinueWith(static task => task.Exception, TaskScheduler.Default);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        Same("j1 Created", await second.TextAsync().ConfigureAwait(false));
        Require(second.Content.Notes.Count == 0);
        second.Remember("piece", "whole").Continued().Create(2);
        second.Continued().Create(3);
        second.Change(2, JobStatus.Created, State(JobStatus.Running));
        await second.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(second.Store).ConfigureAwait(false);

        JobStoreSession third = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = third.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same("j1 Created, j2 Running, j3 Created", await third.TextAsync().ConfigureAwait(false));
        Same(new StoredNote("piece", "whole"), third.Content.Notes[0]);
    }

    private static async Task Disposal_writes_what_was_appended_and_ends_all_waits(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        Task never = first.Store.WhenDurableAsync(long.MaxValue).AsTask();
        for (int i = 1; i <= 100; i++)
        {
            first.Create(i);
        }

        await first.Store.DisposeAsync().ConfigureAwait(false);
        try
        {
            await never.WaitAsync(Patience).ConfigureAwait(false);
            Require(false, "a wait for what never came fails");
        }
        catch (ObjectDisposedException)
        {
            // As it should.
        }

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same(100, second.Content.JobCount);
    }
}
