using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Durable;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What a host does with a store that says what can't be, or what it can't use.</summary>
public sealed class DamageTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);

    private static readonly JobFlags[] s_flags =
        [JobFlags.Started, JobFlags.Returned, JobFlags.Cancelled, JobFlags.Forced, JobFlags.UserPaused, JobFlags.AutoDismiss, JobFlags.AutoFinalize];

    [Theory]
    [InlineData("steps")]
    [InlineData("hooked")]
    [InlineData(null)]
    public async Task Whatever_status_flags_and_result_a_job_has_it_is_taken_up_or_damaged_and_can_be_ended(string? driver)
    {
        var medium = new Medium(driver);
        foreach (JobStatus status in Enum.GetValues<JobStatus>())
        {
            for (int bits = 0; bits < 1 << s_flags.Length; bits++)
            {
                medium.Add(StateOf(status, bits, 0));
                medium.Add(StateOf(status, bits, 5));
            }
        }

        int damaged = await EndAllAsync(await medium.WriteAsync());
        Assert.InRange(damaged, 2000, 2600);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(JobTransactionPhase.Committing, 0)]
    [InlineData(JobTransactionPhase.Cancelling, 0)]
    [InlineData(JobTransactionPhase.Cancelling, 1)]
    public async Task Whatever_two_members_of_a_group_say_and_the_group_itself_they_are_taken_up_or_damaged_and_can_be_ended(JobTransactionPhase? phase, int initiator)
    {
        var states = new List<StoredJobState>();
        foreach (JobStatus status in Enum.GetValues<JobStatus>())
        {
            for (int bits = 0; bits < 16; bits++)
            {
                states.AddRange(((int[])[0, 5]).Select(result => StateOf(status, bits, result)).Where(static state => JobCore.CanBe(new JobState(state.Status, state.Flags, 0, state.ErrorNumber, null, 0))));
            }
        }

        Assert.InRange(states.Count, 15, 80);
        var medium = new Medium("steps");
        foreach (StoredJobState one in states)
        {
            foreach (StoredJobState other in states)
            {
                long group = medium.Add(one);
                medium.Add(other, group, 1);
                if (phase is { } kept)
                {
                    medium.Add(new StoredGroup(group, new JobTransactionState(kept, 2, 2, 0, 0, 1, initiator)));
                }
            }
        }

        await EndAllAsync(await medium.WriteAsync());
    }

    [Theory]
    [InlineData(0, -1, 0, 0)]
    [InlineData(0, 2_000_000_000, 0, 0)]
    [InlineData(0, 0, -9, 0)]
    [InlineData(0, 0, 0, -1)]
    [InlineData(2_000_000_000, 0, 0, 0)]
    public async Task A_number_that_cannot_be_damages_its_job_and_no_other(int groupsAbove, int member, int losses, long speed)
    {
        var medium = new Medium("steps");
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, speed, true, losses), groupsAbove, member);
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, 0, true, 0));
        World world = await medium.WriteAsync();
        JobManager host = await world.OpenAsync();
        Job bad = host.Find("j1")!;
        Assert.Equal(JobStatus.Concluded, bad.Status);
        Assert.StartsWith("What was kept of the job can't be read: its ", (await bad.Completion).Error, StringComparison.Ordinal);
        world.Allow("j2", 1);
        Assert.Equal(JobOutcome.Succeeded, (await host.Find("j2")!.Completion.WaitAsync(s_guard)).Outcome);
        await bad.DismissAsync();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(JobTransactionPhase.Committing, 1_000_000_000, 1, 0, 0)]
    [InlineData(JobTransactionPhase.Committing, 1, 1, 5, 5)]
    [InlineData(JobTransactionPhase.Committing, 1, 1, 0, 0)]
    [InlineData(JobTransactionPhase.Committing, -1, 1, 0, 0)]
    [InlineData(JobTransactionPhase.Cancelling, 1, 1, 0, 0)]
    [InlineData(JobTransactionPhase.Cancelling, 1, 1, 0, -2)]
    [InlineData(JobTransactionPhase.Pending, 1, 1, 0, 0)]
    public async Task A_group_that_cannot_be_damages_its_jobs_and_no_others_and_stays_as_it_is(JobTransactionPhase phase, int count, int live, int cursor, int initiator)
    {
        var medium = new Medium("steps");
        long group = medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, 0, true, 0));
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, 0, true, 0));
        var kept = new StoredGroup(group, new JobTransactionState(phase, count, live, 0, 0, cursor, initiator));
        World world = await medium.WriteAsync(kept);
        JobManager host = await world.OpenAsync();
        Job bad = host.Find("j1")!;
        Assert.Equal(JobStatus.Concluded, bad.Status);
        Assert.StartsWith("What was kept of the job can't be read: its group ", (await bad.Completion).Error, StringComparison.Ordinal);
        world.Allow("j2", 1);
        Assert.Equal(JobOutcome.Succeeded, (await host.Find("j2")!.Completion.WaitAsync(s_guard)).Outcome);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Losses_that_can_be_counted_no_further_are_more_than_any_number_that_is_allowed()
    {
        var medium = new Medium("steps");
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, 0, true, int.MaxValue));
        World world = await medium.WriteAsync();
        JobManager host = await world.OpenAsync();
        JobResult result = await host.Find("j1")!.Completion.WaitAsync(s_guard);
        Assert.Equal((JobOutcome.Failed, "The job's host was lost while it was at work or being taken up (2147483647 of at most 3 times)"), (result.Outcome, result.Error));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_ends_its_job_with_the_reason_and_nothing_of_it_is_lost_until_it_is_dismissed()
    {
        var medium = new Medium("steps");
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoDismiss | JobFlags.AutoFinalize, 0, null, 0, true, 0));
        medium.Checkpoint(1, """{"gone": 5}"""u8.ToArray());
        World world = await medium.WriteAsync();
        var log = new ListLogger();
        JobManager host = await world.OpenAsync(options => options with { Logger = log });
        Job job = host.Find("j1")!;
        JobResult result = await job.Completion.WaitAsync(s_guard);
        Assert.Equal(JobOutcome.Failed, result.Outcome);
        Assert.StartsWith("The driver 'steps' can't go on from what was kept: ", result.Error, StringComparison.Ordinal);
        (int Id, string Message, string Scopes) told = Assert.Single(log.Entries, static entry => entry.Id is 3 or 20);
        Assert.StartsWith("The driver of stored job 'j1' can't go on from what was kept: ", told.Message, StringComparison.Ordinal);
        await host.WhenDurableAsync();
        Assert.Equal(JobStatus.Concluded, Assert.Single(await host.QueryJobsAsync()).Status);

        JobManager next = await world.OpenAsync();
        Assert.Equal(result.Error, Assert.Single(await next.QueryJobsAsync()).Error);
        Assert.Equal("""{"gone": 5}"""u8.ToArray(), (await world.Store!.ReadBodiesAsync(1))!.Checkpoint!.Value.ToArray());
        await next.Find("j1")!.DismissAsync();
        Assert.Equal(0, next.Count);
    }

    [Fact]
    public async Task A_factory_that_takes_its_time_does_not_hold_up_the_opening()
    {
        var medium = new Medium("slow");
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, 0, true, 0));
        World world = await medium.WriteAsync();
        using var isOpen = new ManualResetEventSlim();
        bool? wasOpen = null;
        JobManager host = await world.OpenAsync(options => options with
        {
            Drivers = new JobDriverRegistry().Add<StepsArguments>("slow", arguments =>
            {
                wasOpen = isOpen.Wait(TimeSpan.FromMinutes(1));
                return new StepsDriver(world, arguments);
            }),
        });
        Assert.Equal(JobStatus.Paused, host.Find("j1")!.Status);
        isOpen.Set();
        world.Allow("j1", 1);
        Assert.Equal(JobOutcome.Succeeded, (await host.Find("j1")!.Completion.WaitAsync(s_guard)).Outcome);
        Assert.True(wasOpen);
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_store_whose_taking_up_fails_is_given_up_and_the_next_host_takes_it(int failingLook)
    {
        var medium = new Medium("steps");
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, 0, true, 0));
        World world = await medium.WriteAsync();
        int looks = 0;
        var options = new JobManagerOptions
        {
            Store = world.NewStore(),
            SchedulingPoint = () =>
            {
                if (++looks == failingLook)
                {
                    throw new TimeZoneNotFoundException("injected");
                }
            },
        };
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => JobManager.OpenAsync(options).WaitAsync(s_guard));

        JobManager host = await world.OpenAsync();
        await EndWellAsync(world, host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_clock_keeps_no_host_from_going_on(bool isBeyondTheCalendar)
    {
        var medium = new Medium("steps");
        medium.Add(new StoredJobState(JobStatus.Running, JobFlags.Started | JobFlags.AutoFinalize, 0, null, 0, true, 0));
        World world = await medium.WriteAsync();
        JobManager host = await world.OpenAsync(options => options with { TimeProvider = isBeyondTheCalendar ? new LateClock() : new BrokenClock() });
        await EndWellAsync(world, host);
    }

    [Fact]
    public async Task A_transaction_has_as_many_members_as_a_store_takes_back_and_no_more()
    {
        await using var jobs = new JobManager();
        await using JobTransaction group = jobs.BeginTransaction();
        var world = new World();
        for (int i = 0; i < JobTransactionCore.MaxMembers; i++)
        {
            await group.CreateAsync(new StepsDriver(world, World.Steps("a", 1)), new JobOptions { IsInternal = true, Type = JobType.Backup });
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => group.CreateAsync(new StepsDriver(world, World.Steps("a", 1)), World.Options("a")).AsTask());
        Assert.Equal(JobTransactionCore.MaxMembers, jobs.Count);
    }

    private static StoredJobState StateOf(JobStatus status, int bits, int result) => new(
        status, s_flags.Where((_, index) => (bits >> index & 1) != 0).Aggregate(JobFlags.None, static (all, flag) => all | flag), result, null, 0, true, 0);

    private static async Task EndWellAsync(World world, JobManager host)
    {
        world.Allow("j1", 1);
        Assert.Equal(JobOutcome.Succeeded, (await host.Find("j1")!.Completion.WaitAsync(s_guard)).Outcome);
        await host.DisposeAsync();
    }

    /// <summary>Cancels and dismisses all jobs, in a host that takes them up.</summary>
    /// <returns>How many were damaged.</returns>
    private static async Task<int> EndAllAsync(World world)
    {
        JobManager host = await world.OpenAsync();
        Job[] jobs = [.. host.Describe().Select(static job => job.Job)];
        foreach (Job job in jobs)
        {
            try
            {
                await job.CancelAsync();
            }
            catch (Runtime.Messages.QmpErrorException)
            {
                // It has ended, or is about to.
            }
        }

        JobResult[] results = await Task.WhenAll(jobs.Select(static job => job.Completion)).WaitAsync(s_guard);
        foreach (Job job in jobs.Where(static job => job.Status == JobStatus.Concluded))
        {
            await job.DismissAsync();
        }

        await World.UntilAsync(() => host.Count == 0);
        await host.DisposeAsync();
        return results.Count(static result => result.Error?.StartsWith("What was kept of the job can't be read: ", StringComparison.Ordinal) == true);
    }

    /// <summary>Writes what a store is to have, as it is.</summary>
    private sealed class Medium(string? driver)
    {
        private readonly World _world = new();
        private readonly List<JobRecord> _records = [];
        private long _jobs;

        /// <returns>The job's number.</returns>
        public long Add(StoredJobState state, long group = 0, int member = 0)
        {
            long number = ++_jobs;
            _records.Add(new JobRecord(_records.Count + 1, JobRecordKind.Created, number, DateTimeOffset.UnixEpoch)
            {
                Definition = new JobDefinition($"j{number}", "backup", driver, WireJson.Serialize(World.Steps($"j{number}", 1)), group == 0 ? number : group, member, IsBlocking: false),
                State = state,
            });
            return number;
        }

        public void Add(StoredGroup group) => _records.Add(new JobRecord(_records.Count + 1, JobRecordKind.Group, 0, DateTimeOffset.UnixEpoch) { Group = group });

        public void Checkpoint(long job, byte[] body) => _records.Add(new JobRecord(_records.Count + 1, JobRecordKind.Checkpoint, job, DateTimeOffset.UnixEpoch) { Body = body });

        public async Task<World> WriteAsync(params StoredGroup[] groups)
        {
            Array.ForEach(groups, Add);
            IJobStore store = _world.NewStore();
            await store.OpenAsync("test");
            foreach (JobRecord record in _records)
            {
                store.Append(record);
            }

            await store.WhenDurableAsync(_records.Count);
            return _world;
        }
    }

    /// <summary>Has no time to tell.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new TimeZoneNotFoundException("The clock is broken.");
    }

    /// <summary>Tells of a year after 9999, as the system's clock does when it stands there.</summary>
    private sealed class LateClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            // No constructor takes such a time; the system's clock doesn't ask one.
            DateTimeOffset[] time = [DateTimeOffset.MaxValue];
            foreach (ref long part in MemoryMarshal.Cast<DateTimeOffset, long>(time.AsSpan()))
            {
                part = part == DateTimeOffset.MaxValue.UtcTicks ? part + TimeSpan.TicksPerDay : part;
            }

            Assert.True(time[0].UtcTicks > DateTimeOffset.MaxValue.UtcTicks);
            return time[0];
        }
    }
}
