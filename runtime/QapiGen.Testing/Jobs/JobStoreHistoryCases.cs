using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;
using static QapiGen.Testing.Jobs.JobStoreSession;

namespace QapiGen.Testing.Jobs;

/// <summary>What a store keeps beside its jobs: what happened, and what the host remembers.</summary>
internal static class JobStoreHistoryCases
{
    public static IReadOnlyList<Func<JobStoreFixture, Task>> All { get; } =
    [
        Notes_are_kept_until_they_are_taken_back,
        Notes_come_with_records_of_every_kind,
        The_history_has_every_transition_in_its_order_and_outlives_jobs,
        The_history_is_bounded_and_says_where_it_begins,
        The_history_tells_only_what_is_durable,
    ];

    private static async Task Notes_are_kept_until_they_are_taken_back(JobStoreFixture fixture)
    {
        const string Text = "Ж 漢 😀 'single' \"double\" \n";
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Note("a", "1");
        first.Note("a", Text);
        first.Note("gone", "1");
        first.Remember("with", "job").Create(1);
        first.Note("never", "1");
        first.Note("never", null);
        await first.FlushAsync().ConfigureAwait(false);
        first.Note("gone", null);
        first.Note("nothing", null);
        first.Note("", "");
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same(
            $"=, a={Text}, with=job",
            string.Join(", ", second.Content.Notes.OrderBy(note => note.Key, StringComparer.Ordinal).Select(note => $"{note.Key}={note.Value}")));
        Same("j1 Created", await second.TextAsync().ConfigureAwait(false));
    }

    private static async Task Notes_come_with_records_of_every_kind(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Remember("created", "1").Create(1);
        first.Remember("state", "2").Change(1, JobStatus.Created, State(JobStatus.Running));
        first.Remember("checkpoint", "3").Checkpoint(1, "{}"u8.ToArray());
        first.Remember("group", "4").Group(1, new JobTransactionState(JobTransactionPhase.Committing, 1, 1, 1, 1, 0, 0));
        first.Remember("key", "small").Change(1, JobStatus.Running, State(JobStatus.Concluded));
        first.Remember("Key", "large").Change(1, JobStatus.Concluded, State(JobStatus.Concluded));
        first.Remember("removed", "5").Remove(1);
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same(
            "Key=large, checkpoint=3, created=1, group=4, key=small, removed=5, state=2",
            string.Join(", ", second.Content.Notes.OrderBy(note => note.Key, StringComparer.Ordinal).Select(note => $"{note.Key}={note.Value}")));
    }

    private static async Task The_history_has_every_transition_in_its_order_and_outlives_jobs(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1, Definition(1, "one"));
        first.Change(1, JobStatus.Created, State(JobStatus.Running));
        first.Change(1, JobStatus.Running, State(JobStatus.Running, JobFlags.UserPaused));
        first.Checkpoint(1, "{}"u8.ToArray());
        first.Change(1, JobStatus.Running, State(JobStatus.Concluded));
        first.Remove(1);
        first.Create(2, Definition(2, "one"));
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        second.Change(2, JobStatus.Created, State(JobStatus.Running));
        await second.FlushAsync().ConfigureAwait(false);
        List<StoredTransition> history = await second.HistoryAsync().ConfigureAwait(false);
        Same("1 1 Undefined Created, 2 1 Created Running, 3 1 Running Concluded, 4 1 Concluded Null, 5 2 Undefined Created, 6 2 Created Running", string.Join(
            ", ", history.Select(item => $"{item.Transition} {item.Job} {item.From} {item.To}")));
        Require(history.TrueForAll(item => item.Id == "one" && item.Time == Time));
        Same((JobInputKind.Create, JobInputKind.Dismiss), (history[0].Input, history[3].Input));

        JobHistoryPage page = await store.ReadSinceAsync(2, 2).ConfigureAwait(false);
        Same("3, 4", string.Join(", ", page.Transitions.Select(item => item.Transition)));
        Same(1, page.Oldest);
        Same(0, (await store.ReadSinceAsync(6, 2).ConfigureAwait(false)).Transitions.Count);
        Same(0, (await store.ReadSinceAsync(long.MaxValue, 2).ConfigureAwait(false)).Transitions.Count);
    }

    private static async Task The_history_is_bounded_and_says_where_it_begins(JobStoreFixture fixture)
    {
        if (fixture.HistoryLimit > 50_000)
        {
            return;
        }

        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = session.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        session.Create(1);
        int count = (2 * fixture.HistoryLimit) + 10;
        for (int i = 0; i < count; i++)
        {
            session.Change(1, i % 2 == 0 ? JobStatus.Running : JobStatus.Paused, State(i % 2 == 0 ? JobStatus.Paused : JobStatus.Running));
            if (i % 1000 == 0)
            {
                await session.FlushAsync().ConfigureAwait(false);
            }
        }

        await session.FlushAsync().ConfigureAwait(false);
        JobHistoryPage page = await store.ReadSinceAsync(0, 1).ConfigureAwait(false);
        Require(page.Oldest > 1);
        Same(page.Oldest, page.Transitions[0].Transition);
        List<StoredTransition> kept = await session.HistoryAsync().ConfigureAwait(false);
        Require(kept.Count >= fixture.HistoryLimit && kept.Count < count);
        Require(kept.Select(item => item.Transition).SequenceEqual(Enumerable.Range((int)kept[0].Transition, kept.Count).Select(number => (long)number)));
        Same(count + 1L, kept[^1].Transition);
    }

    private static async Task The_history_tells_only_what_is_durable(JobStoreFixture fixture)
    {
        long last = 0;
        for (int round = 1; round <= 10; round++)
        {
            JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
            List<StoredTransition> kept = await session.HistoryAsync().ConfigureAwait(false);
            Same(session.Content.LastTransition, kept.Count == 0 ? 0 : kept[^1].Transition);
            Require(session.Content.LastTransition >= last);
            for (int i = 0; i < 10; i++)
            {
                session.Create((100 * round) + i);
            }

            List<StoredTransition> told = await session.HistoryAsync().ConfigureAwait(false);
            last = told.Count == 0 ? 0 : told[^1].Transition;
            await fixture.KillAsync(session.Store).ConfigureAwait(false);
        }
    }
}
