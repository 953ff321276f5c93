using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Storage;
using static QapiGen.Testing.Jobs.JobStoreSession;

namespace QapiGen.Testing.Jobs;

/// <summary>Who owns a store.</summary>
internal static class JobStoreOpeningCases
{
    public static IReadOnlyList<Func<JobStoreFixture, Task>> All { get; } =
    [
        A_new_store_is_empty_and_its_epoch_is_1,
        Each_opening_has_the_next_epoch_and_goes_on_with_the_numbers,
        A_store_that_was_closed_says_so_and_one_that_was_killed_does_not,
        What_is_kept_can_be_read_after_the_closing_until_the_disposal,
        An_older_owner_learns_that_it_is_none_and_nothing_of_it_is_kept,
        An_older_owner_that_writes_nothing_learns_it_too,
        An_older_owner_that_ends_takes_nothing_from_the_newer_one,
        What_is_out_of_order_or_too_late_is_refused,
    ];

    private static async Task A_new_store_is_empty_and_its_epoch_is_1(JobStoreFixture fixture)
    {
        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = session.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same((1, 0, 0, 0, 0, 0), (
            session.Content.Epoch, session.Content.LastSequence, session.Content.LastTransition, session.Content.LastJob, session.Content.JobCount, session.Content.Groups.Count));
        Same("", await session.TextAsync().ConfigureAwait(false));
        Same(0, store.DurableSequence);
        Require(store.Trouble is null);
        Require(!store.OwnershipLost.IsCancellationRequested);
        JobHistoryPage page = await store.ReadSinceAsync(0, 10).ConfigureAwait(false);
        Same((0, 0), (page.Transitions.Count, page.Oldest));
        Require(await store.ReadBodiesAsync(1).ConfigureAwait(false) is null);
    }

    private static async Task Each_opening_has_the_next_epoch_and_goes_on_with_the_numbers(JobStoreFixture fixture)
    {
        for (int epoch = 1; epoch <= 4; epoch++)
        {
            JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
            IJobStore store = session.Store;
            await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
            Same(((long)epoch, 3L * (epoch - 1), 2L * (epoch - 1), epoch - 1L, 0L), (
                session.Content.Epoch, session.Content.LastSequence, session.Content.LastTransition, session.Content.LastJob, session.Content.JobCount));
            Same(session.Sequence, store.DurableSequence);
            session.Create(epoch);
            session.Checkpoint(epoch, "{}"u8.ToArray());
            session.Remove(epoch);
            await session.FlushAsync().ConfigureAwait(false);
            Same(session.Sequence, store.DurableSequence);
        }
    }

    private static async Task A_store_that_was_closed_says_so_and_one_that_was_killed_does_not(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1);
        await first.Store.DisposeAsync().ConfigureAwait(false);
        await first.Store.DisposeAsync().ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        Require(second.Content.WasClosed);
        Same("j1 Created", await second.TextAsync().ConfigureAwait(false));
        second.Create(2);
        await second.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(second.Store).ConfigureAwait(false);

        JobStoreSession third = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore last = third.Store;
        await using ConfiguredAsyncDisposable lastEnd = last.ConfigureAwait(false);
        Require(!third.Content.WasClosed);
        Same("j1 Created, j2 Created", await third.TextAsync().ConfigureAwait(false));
    }

    private static async Task What_is_kept_can_be_read_after_the_closing_until_the_disposal(JobStoreFixture fixture)
    {
        IJobStore unused = fixture.Create();
        await unused.CloseAsync().ConfigureAwait(false);
        await unused.DisposeAsync().ConfigureAwait(false);

        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1);
        first.Checkpoint(1, "{\"at\": 1}"u8.ToArray());
        await first.Store.CloseAsync().ConfigureAwait(false);
        await first.Store.CloseAsync().ConfigureAwait(false);
        Same(first.Sequence, first.Store.DurableSequence);
        await RequireReadableAsync(first.Store).ConfigureAwait(false);
        Require(Throws<ObjectDisposedException>(() => first.Create(2)));

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        Require(second.Content.WasClosed);
        await RequireReadableAsync(first.Store).ConfigureAwait(false);
        await first.Store.DisposeAsync().ConfigureAwait(false);
        second.Create(2);
        await second.FlushAsync().ConfigureAwait(false);
        Require(!second.Store.OwnershipLost.IsCancellationRequested);
        await fixture.KillAsync(second.Store).ConfigureAwait(false);

        // The first owner's disposal hasn't closed what wasn't its own any more.
        JobStoreSession third = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore last = third.Store;
        await using ConfiguredAsyncDisposable lastEnd = last.ConfigureAwait(false);
        Require(!third.Content.WasClosed);

        try
        {
            await first.Store.ReadBodiesAsync(1).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        throw new JobStoreConformanceException("A store that is disposed of doesn't say so");
    }

    private static async Task RequireReadableAsync(IJobStore store)
    {
        JobBodies bodies = (await store.ReadBodiesAsync(1).ConfigureAwait(false))!;
        Require(bodies.Checkpoint!.Value.Span.SequenceEqual("{\"at\": 1}"u8));
        Same(1, (await store.ReadSinceAsync(0, 10).ConfigureAwait(false)).Transitions.Count);
    }

    private static async Task An_older_owner_learns_that_it_is_none_and_nothing_of_it_is_kept(JobStoreFixture fixture)
    {
        JobStoreSession older = await OpenAsync(fixture).ConfigureAwait(false);
        older.Create(1);
        await older.FlushAsync().ConfigureAwait(false);
        JobStoreSession newer = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = newer.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        var lost = new TaskCompletionSource();
        await using (older.Store.OwnershipLost.Register(lost.SetResult).ConfigureAwait(false))
        {
            older.Change(1, JobStatus.Created, State(JobStatus.Running));
            await RequireLostAsync(older).ConfigureAwait(false);
            await lost.Task.WaitAsync(Patience).ConfigureAwait(false);
        }

        // No fault of the caller, who may not know it yet; and what was durable before stays it.
        older.Change(1, JobStatus.Running, State(JobStatus.Paused));
        await RequireLostAsync(older).ConfigureAwait(false);
        await older.Store.WhenDurableAsync(1).ConfigureAwait(false);
        await older.Store.DisposeAsync().ConfigureAwait(false);

        Same("j1 Created", await newer.TextAsync().ConfigureAwait(false));
        newer.Change(1, JobStatus.Created, State(JobStatus.Running));
        await newer.FlushAsync().ConfigureAwait(false);
        Require(!store.OwnershipLost.IsCancellationRequested);
        Same(2, (await newer.HistoryAsync().ConfigureAwait(false)).Count);
    }

    private static async Task An_older_owner_that_writes_nothing_learns_it_too(JobStoreFixture fixture)
    {
        JobStoreSession older = await OpenAsync(fixture).ConfigureAwait(false);
        older.Create(1);
        await older.FlushAsync().ConfigureAwait(false);
        JobStoreSession newer = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = newer.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        var lost = new TaskCompletionSource();
        await using (older.Store.OwnershipLost.Register(() => lost.TrySetResult()).ConfigureAwait(false))
        {
            await lost.Task.WaitAsync(Patience).ConfigureAwait(false);
        }

        older.Change(1, JobStatus.Created, State(JobStatus.Running));
        await RequireLostAsync(older).ConfigureAwait(false);
        await older.Store.DisposeAsync().ConfigureAwait(false);
        newer.Create(2);
        await newer.FlushAsync().ConfigureAwait(false);
        Require(!store.OwnershipLost.IsCancellationRequested);
        Same("j1 Created, j2 Created", await newer.TextAsync().ConfigureAwait(false));
    }

    private static async Task An_older_owner_that_ends_takes_nothing_from_the_newer_one(JobStoreFixture fixture)
    {
        JobStoreSession older = await OpenAsync(fixture).ConfigureAwait(false);
        older.Create(1);
        await older.FlushAsync().ConfigureAwait(false);
        JobStoreSession newer = await OpenAsync(fixture).ConfigureAwait(false);

        // Mostly before it knows.
        await older.Store.DisposeAsync().ConfigureAwait(false);
        newer.Create(2);
        await newer.FlushAsync().ConfigureAwait(false);
        Require(!newer.Store.OwnershipLost.IsCancellationRequested);
        await fixture.KillAsync(newer.Store).ConfigureAwait(false);

        JobStoreSession last = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = last.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same((3L, false), (last.Content.Epoch, last.Content.WasClosed));
        Same("j1 Created, j2 Created", await last.TextAsync().ConfigureAwait(false));
    }

    private static async Task What_is_out_of_order_or_too_late_is_refused(JobStoreFixture fixture)
    {
        IJobStore closed = fixture.Create();
        Require(Throws<InvalidOperationException>(() => closed.Append(new JobRecord(1, JobRecordKind.Created, 1, Time) { Definition = Definition(1) })));
        await closed.DisposeAsync().ConfigureAwait(false);

        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        session.Create(1);
        Require(Throws<InvalidOperationException>(() => session.Store.Append(new JobRecord(3, JobRecordKind.Removed, 1, Time))));
        session.Create(2);
        await session.FlushAsync().ConfigureAwait(false);
        await session.Store.DisposeAsync().ConfigureAwait(false);
        Require(Throws<ObjectDisposedException>(() => session.Create(3)));
    }

    private static bool Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
            return false;
        }
        catch (T)
        {
            return true;
        }
    }

    private static async Task RequireLostAsync(JobStoreSession session)
    {
        try
        {
            await session.FlushAsync().ConfigureAwait(false);
        }
        catch (JobStoreException fault)
        {
            Same(JobStoreFault.OwnershipLost, fault.Fault);
            return;
        }

        throw new JobStoreConformanceException("A record of an older owner was called durable");
    }
}
