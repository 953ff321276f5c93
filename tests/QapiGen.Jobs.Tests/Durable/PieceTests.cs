using System;
using System.Linq;
using System.Threading.Tasks;
using Durable;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What is kept in one piece: a job and its start, a group and its note.</summary>
public sealed class PieceTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 28, 1, 2, 3, TimeSpan.Zero);

    [Fact]
    public void A_writer_gets_a_piece_when_its_last_record_is_here_and_never_a_part_of_it()
    {
        using var queue = new JobStoreQueue();
        queue.Open(0);
        queue.Append(Record(1, isContinued: false));
        queue.Append(Record(2, isContinued: true));
        queue.Append(Record(3, isContinued: true));
        Assert.Equal([1L], queue.Take().Select(static record => record.Sequence));
        queue.Succeed();
        Assert.Empty(queue.Take());

        // More than a writer takes at once otherwise.
        for (int i = 4; i <= 50_000; i++)
        {
            queue.Append(Record(i, isContinued: true));
        }

        Assert.Empty(queue.Take());
        queue.Append(Record(50_001, isContinued: false));
        queue.Append(Record(50_002, isContinued: false));
        Assert.Equal(50_000, queue.Take().Count);
        queue.Succeed();
        Assert.Single(queue.Take());
    }

    [Fact]
    public async Task A_job_that_is_started_at_once_is_never_found_made_only()
    {
        var data = new MemoryJobStoreData();
        var seen = new SeenStore(new MemoryJobStore(data));
        await using JobManager jobs = await new World().OpenAsync(seen);
        await jobs.StartAsync("steps", World.Steps("a", 1), World.Options("a"));
        Assert.Equal([true, false], seen.Records.Select(static record => record.IsContinued).Take(2));
        Assert.Equal([JobRecordKind.Created, JobRecordKind.State], seen.Records.Select(static record => record.Kind).Take(2));
    }

    [Fact]
    public async Task A_group_is_one_piece_with_its_note_and_goes_on_whole_in_the_next_host()
    {
        var world = new World();
        var seen = new SeenStore(world.NewStore());
        JobManager first = await world.OpenAsync(seen);

        await first.Noting(new StoredNote("operation", "1")).StartGroupFromJsonAsync([Member("a"), Member("b"), Member("c")]);

        JobRecord[] piece = [.. seen.Records.Take(6)];
        Assert.Equal([true, true, true, true, true, false], piece.Select(static record => record.IsContinued));
        Assert.Equal(new StoredNote("operation", "1"), piece[0].Note);
        Assert.All(piece[1..], static record => Assert.Null(record.Note));
        Assert.Single(piece.Where(static record => record.Definition is not null).Select(static record => record.Definition!.Group).Distinct());

        JobManager second = await world.OpenAsync();
        foreach (string id in (string[])["a", "b"])
        {
            world.Allow(id, 1);
            await World.UntilAsync(() => second.Find(id)!.Status == JobStatus.Waiting);
        }

        await second.Find("c")!.CancelAsync();
        foreach (string id in (string[])["a", "b", "c"])
        {
            Assert.Equal(JobOutcome.Cancelled, (await second.Find(id)!.Completion).Outcome);
        }
    }

    [Fact]
    public async Task A_scope_is_started_in_one_piece()
    {
        var world = new World();
        var seen = new SeenStore(world.NewStore());
        JobManager jobs = await world.OpenAsync(seen);
        JobTransaction group = await GatherAsync(jobs, "a", "b", "c");
        await group.StartAsync();

        Assert.Equal([true, true, false], seen.Records.Skip(3).Take(3).Select(static record => record.IsContinued));
        JobManager next = await world.OpenAsync();
        Assert.All((string[])["a", "b", "c"], id => Assert.NotEqual(JobStatus.Created, next.Find(id)!.Status));
    }

    // Whoever would have started it, or left it, is gone with the host.
    [Fact]
    public async Task A_scope_that_was_not_started_is_taken_back_by_the_next_host()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        await first.CreateAsync("steps", World.Steps("alone", 1), World.Options("alone"));
        await GatherAsync(first, "only");
        await GatherAsync(first, "a", "b", "c");
        JobTransaction begun = await GatherAsync(first, "d", "e");
        await begun.Jobs[0].StartAsync();
        await first.WhenDurableAsync();

        JobManager second = await world.OpenAsync();

        Assert.Equal(["alone", "d", "e"], ((string[])["a", "alone", "b", "c", "d", "e", "only"]).Where(id => second.Find(id) is not null).Order(StringComparer.Ordinal));
        await second.StartAsync("steps", World.Steps("b", 1), World.Options("b"));
        world.Allow("b", 1);
        Assert.Equal(JobOutcome.Succeeded, (await second.Find("b")!.Completion).Outcome);
    }

    private static async Task<JobTransaction> GatherAsync(JobManager jobs, params string[] ids)
    {
        JobTransaction group = jobs.BeginTransaction();
        foreach (string id in ids)
        {
            await group.CreateAsync("steps", World.Steps(id, 1), World.Options(id));
        }

        return group;
    }

    [Fact]
    public async Task Of_a_group_that_is_refused_nothing_is_made_and_its_note_is_not_kept()
    {
        var world = new World();
        JobManager jobs = await world.OpenAsync();
        await jobs.CreateAsync("steps", World.Steps("taken", 1), World.Options("taken"));
        JobNotedCommands noting = jobs.Noting(new StoredNote("operation", "1"));
        foreach (JobGroupMember wrong in (JobGroupMember[])[
            Member("taken"), Member("a"), Member("9"), Member("b") with { Options = World.Options("b") with { SpeedBytesPerSecond = -1 } }])
        {
            await Assert.ThrowsAsync<QmpErrorException>(() => noting.StartGroupFromJsonAsync([Member("a"), wrong]).AsTask());
        }

        await Assert.ThrowsAsync<ArgumentException>(() => noting.StartGroupFromJsonAsync([]).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => noting.StartGroupFromJsonAsync([Member("a"), Member("b") with { Driver = "nobody" }]).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => noting.StartGroupFromJsonAsync(
            [Member("a") with { Options = World.Options("a") with { IfExists = JobIfExists.Attach } }]).AsTask());
        Assert.Equal(1, jobs.Count);
        await jobs.Find("taken")!.CancelAsync();
        await jobs.DisposeAsync();
        await using JobManager next = await world.OpenAsync();
        Assert.Empty((await new MemoryJobStore(world.Data).OpenAsync("look")).Notes);
    }

    [Fact]
    public async Task Without_a_store_a_group_is_made_and_started_as_well()
    {
        var world = new World();
        await using var jobs = new JobManager(new JobManagerOptions { Drivers = new Drivers.JobDriverRegistry().Add<StepsArguments>("steps", arguments => new StepsDriver(world, arguments)) });
        await jobs.Noting(new StoredNote("operation", "1")).StartGroupFromJsonAsync([Member("a"), Member("b")]);
        world.Allow("a", 1);
        await World.UntilAsync(() => jobs.Find("a")!.Status == JobStatus.Waiting);
        Job last = jobs.Find("b")!;
        world.Allow("b", 1);
        Assert.Equal(JobOutcome.Succeeded, (await last.Completion).Outcome);
    }

    private static JobGroupMember Member(string id) => new("steps", WireJson.Serialize(World.Steps(id, 1)), World.Options(id));

    private static JobRecord Record(long sequence, bool isContinued) => new(sequence, JobRecordKind.Note, 0, s_time) { Note = new StoredNote("key", "value"), IsContinued = isContinued };

    /// <summary>Remembers what it is given.</summary>
    private sealed class SeenStore(IJobStore store) : PassingStore(store)
    {
        public System.Collections.Concurrent.ConcurrentQueue<JobRecord> Records { get; } = new();

        public override void Append(in JobRecord record)
        {
            Records.Enqueue(record);
            base.Append(record);
        }
    }
}
