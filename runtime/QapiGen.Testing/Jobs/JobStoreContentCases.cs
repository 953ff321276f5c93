using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using static QapiGen.Testing.Jobs.JobStoreSession;

namespace QapiGen.Testing.Jobs;

/// <summary>What a store keeps, and how it gives it back.</summary>
internal static class JobStoreContentCases
{
    public static IReadOnlyList<Func<JobStoreFixture, Task>> All { get; } =
    [
        All_members_of_a_job_come_back_as_they_were,
        The_longest_ids_and_errors_are_kept,
        The_newest_state_and_the_newest_checkpoint_count,
        Ids_are_told_apart_by_their_case,
        A_job_that_is_removed_is_gone_and_its_id_is_free_at_once,
        Jobs_come_oldest_first_however_they_were_changed,
        Groups_are_kept_until_they_are_closed,
        Bodies_are_read_also_before_they_are_durable,
        Large_bodies_and_many_records_come_back_whole,
    ];

    private static async Task All_members_of_a_job_come_back_as_they_were(JobStoreFixture fixture)
    {
        const string Text = "Ж 漢 😀 \"quoted\" 'single' \\ \n\r\t \u0001 \uFFFD %s {0} --; drop";
        byte[] body = [.. Encoding.UTF8.GetBytes($$"""{"text": "{{Text.Length}} 漢"}""")];
        var definition = new JobDefinition("a.b_c-D", Text, Text, body, 7, int.MaxValue, true);
        var state = new StoredJobState(JobStatus.Aborting, StoredJobState.Kept, int.MaxValue, Text, long.MaxValue, true, int.MaxValue);
        var bare = new JobDefinition("bare", "create", null, default, 8, 0, false);
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(7, definition, state);
        first.Change(7, JobStatus.Aborting, state, new JobProgress(long.MaxValue, long.MinValue));
        first.Create(8, bare);
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        List<StoredJob> jobs = await second.JobsAsync().ConfigureAwait(false);
        Same(2, jobs.Count);
        Same(definition with { Arguments = default }, jobs[0].Definition with { Arguments = default });
        Same(
            (7L, state, new JobProgress(long.MaxValue, long.MinValue), false, Time, Time, null),
            (jobs[0].Number, jobs[0].State, jobs[0].Progress, jobs[0].HasCheckpoint, jobs[0].Created, jobs[0].Changed, jobs[0].Damage));
        Same(bare, jobs[1].Definition with { Arguments = default });
        Same(8, second.Content.LastJob);
        JobBodies bodies = (await store.ReadBodiesAsync(7).ConfigureAwait(false))!;
        Require(bodies.Arguments.Span.SequenceEqual(body));
        Require(bodies.Checkpoint is null);
        Require((await store.ReadBodiesAsync(8).ConfigureAwait(false))!.Arguments.IsEmpty);
    }

    private static async Task The_longest_ids_and_errors_are_kept(JobStoreFixture fixture)
    {
        // In no order, so that nobody makes them shorter than they are.
        string id = "a" + Random(StoredText.MaxIdLength - 1, 0);
        string other = "a" + Random(StoredText.MaxIdLength - 1, 1);
        string error = Random(StoredText.MaxLength, 2);
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1, Definition(1, id), State(JobStatus.Created) with { ErrorNumber = 5, Error = error });
        first.Create(2, Definition(2, other));
        await first.FlushAsync().ConfigureAwait(false);
        first.Remove(2);
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable end = second.Store.ConfigureAwait(false);
        StoredJob job = (await second.JobsAsync().ConfigureAwait(false)).Single();
        Same(id, job.Definition.Id);
        Same(error, job.State.Error);
        Same($"{id} {other} {other}", string.Join(' ', (await second.HistoryAsync().ConfigureAwait(false)).Select(static item => item.Id)));

        static string Random(int length, int seed) =>
            string.Create(length, new Random(seed), static (text, random) => random.GetItems("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", text));
    }

    private static async Task The_newest_state_and_the_newest_checkpoint_count(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1);
        first.Change(1, JobStatus.Created, State(JobStatus.Running), new JobProgress(1, 10));
        first.Checkpoint(1, "{\"at\": 1}"u8.ToArray(), new JobProgress(2, 10));
        await first.FlushAsync().ConfigureAwait(false);
        first.Checkpoint(1, "{\"at\": 2}"u8.ToArray(), new JobProgress(3, 10));
        first.Checkpoint(1, "{\"at\": 3}"u8.ToArray(), new JobProgress(4, 10));
        first.Change(1, JobStatus.Running, State(JobStatus.Running, JobFlags.UserPaused), new JobProgress(5, 10));
        first.Change(1, JobStatus.Running, State(JobStatus.Paused, JobFlags.UserPaused), new JobProgress(6, 10));
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        StoredJob job = (await second.JobsAsync().ConfigureAwait(false)).Single();
        Same((State(JobStatus.Paused, JobFlags.UserPaused), new JobProgress(6, 10), true), (job.State, job.Progress, job.HasCheckpoint));
        Require((await store.ReadBodiesAsync(1).ConfigureAwait(false))!.Checkpoint!.Value.Span.SequenceEqual("{\"at\": 3}"u8));

        second.Checkpoint(1, "{\"at\": 4}"u8.ToArray(), new JobProgress(7, 11));
        await second.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(store).ConfigureAwait(false);
        JobStoreSession third = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore last = third.Store;
        await using ConfiguredAsyncDisposable lastEnd = last.ConfigureAwait(false);
        job = (await third.JobsAsync().ConfigureAwait(false)).Single();
        Same((State(JobStatus.Paused, JobFlags.UserPaused), new JobProgress(7, 11), true), (job.State, job.Progress, job.HasCheckpoint));
    }

    private static async Task Ids_are_told_apart_by_their_case(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1, Definition(1, "Backup-a"));
        first.Create(2, Definition(2, "backup-a"));
        first.Create(3, Definition(3, "backup-A"));
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same("Backup-a Created, backup-a Created, backup-A Created", await second.TextAsync().ConfigureAwait(false));
    }

    private static async Task A_job_that_is_removed_is_gone_and_its_id_is_free_at_once(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        for (long job = 1; job <= 5; job++)
        {
            first.Create(job, Definition(job, "same"));
            first.Checkpoint(job, "{}"u8.ToArray());
            first.Change(job, JobStatus.Created, State(JobStatus.Concluded));
            if (job < 5)
            {
                first.Remove(job);
            }
        }

        await first.FlushAsync().ConfigureAwait(false);
        Require(await first.Store.ReadBodiesAsync(4).ConfigureAwait(false) is null);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same((5L, 5L, 1L), ((await second.JobsAsync().ConfigureAwait(false)).Single().Number, second.Content.LastJob, second.Content.JobCount));
        second.Remove(5);
        await second.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(second.Store).ConfigureAwait(false);

        JobStoreSession third = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore last = third.Store;
        await using ConfiguredAsyncDisposable lastEnd = last.ConfigureAwait(false);
        Same(("", 5L, 0L), (await third.TextAsync().ConfigureAwait(false), third.Content.LastJob, third.Content.JobCount));
    }

    private static async Task Jobs_come_oldest_first_however_they_were_changed(JobStoreFixture fixture)
    {
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        foreach (long job in (long[])[1, 2, 10, 11, 200])
        {
            first.Create(job);
        }

        first.Change(1, JobStatus.Created, State(JobStatus.Running));
        first.Change(10, JobStatus.Created, State(JobStatus.Aborting));
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);
        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same("j1 Running, j2 Created, j10 Aborting, j11 Created, j200 Created", await second.TextAsync().ConfigureAwait(false));
    }

    private static async Task Groups_are_kept_until_they_are_closed(JobStoreFixture fixture)
    {
        var state = new JobTransactionState(JobTransactionPhase.Committing, 3, 2, 3, 1, 2, int.MaxValue);
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1);
        first.Create(2, Definition(2) with { Group = 1, Member = 1 });
        first.Group(1, state with { Phase = JobTransactionPhase.Preparing });
        first.Group(2, state);
        first.Group(1, state);
        first.Group(3, state);
        first.Group(3, state with { Phase = JobTransactionPhase.Closed });
        await first.FlushAsync().ConfigureAwait(false);
        first.Group(2, state with { Phase = JobTransactionPhase.Closed });
        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        Same(new StoredGroup(1, state), second.Content.Groups.Single());
        Same((1L, 1), (await second.JobsAsync().ConfigureAwait(false)).Select(job => (job.Definition.Group, job.Definition.Member)).Last());
    }

    private static async Task Bodies_are_read_also_before_they_are_durable(JobStoreFixture fixture)
    {
        JobStoreSession session = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = session.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        for (long job = 1; job <= 200; job++)
        {
            byte[] body = Encoding.UTF8.GetBytes($$"""{"at": {{job}}}""");
            session.Create(job, Definition(job) with { Arguments = body });
            Require((await store.ReadBodiesAsync(job).ConfigureAwait(false))!.Arguments.Span.SequenceEqual(body));
            session.Checkpoint(job, body);
            Require((await store.ReadBodiesAsync(job).ConfigureAwait(false))!.Checkpoint!.Value.Span.SequenceEqual(body));
            session.Remove(job);
            Require(await store.ReadBodiesAsync(job).ConfigureAwait(false) is null);
        }

        await session.FlushAsync().ConfigureAwait(false);
    }

    private static async Task Large_bodies_and_many_records_come_back_whole(JobStoreFixture fixture)
    {
        byte[] large = new byte[4 * 1024 * 1024];
        Array.Fill(large, (byte)'a');
        const int Count = 5000;
        JobStoreSession first = await OpenAsync(fixture).ConfigureAwait(false);
        first.Create(1, Definition(1) with { Arguments = large });
        first.Checkpoint(1, large);
        for (long job = 2; job <= Count; job++)
        {
            first.Create(job);
            first.Change(job, JobStatus.Created, State(JobStatus.Running), new JobProgress(job, Count));
        }

        await first.FlushAsync().ConfigureAwait(false);
        await fixture.KillAsync(first.Store).ConfigureAwait(false);

        JobStoreSession second = await OpenAsync(fixture).ConfigureAwait(false);
        IJobStore store = second.Store;
        await using ConfiguredAsyncDisposable storeEnd = store.ConfigureAwait(false);
        JobBodies bodies = (await store.ReadBodiesAsync(1).ConfigureAwait(false))!;
        Require(bodies.Arguments.Span.SequenceEqual(large) && bodies.Checkpoint!.Value.Span.SequenceEqual(large));
        List<StoredJob> jobs = await second.JobsAsync().ConfigureAwait(false);
        Same(Count, jobs.Count);
        Require(jobs.Skip(1).All(job => job.State.Status == JobStatus.Running && job.Progress == new JobProgress(job.Number, Count)));
        Same((2 * Count) - 1, (await second.HistoryAsync().ConfigureAwait(false)).Count);
    }
}
