using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>
/// Verbs, ends of drivers, flushes and the loss of the store in thousands of orders: what was acknowledged is kept, no hook runs after the loss that the next
/// host contradicts, and groups are whole over both.
/// </summary>
[Trait("Draws", "examples")]
public sealed class StoredInterleavingTests(ITestOutputHelper output)
{
    private const int Schedules = 300;

    private static readonly Dictionary<string, Action<StoredRace>> s_scenarios = new()
    {
        ["pause, resume and cancel while the store is lost"] = race =>
        {
            Job job = race.Create(new RaceDriver(race.Interleaver) { Waits = 3 });
            race.Client(Start(job), Pause(job), Resume(job));
            race.Client(Pause(job), Resume(job), Cancel(job));
        },
        ["a commit is decided while the store is lost"] = race =>
        {
            JobTransaction transaction = race.Manager.BeginTransaction();
            Job a = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 0 }, autoFinalize: false, transaction);
            Job b = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 1 }, transaction: transaction);
            race.Client(Start(a), Finalize(a), Finalize(a));
            race.Client(Start(b), Finalize(a));
        },
        ["a commit, a cancel and the loss of the store"] = race =>
        {
            JobTransaction transaction = race.Manager.BeginTransaction();
            Job a = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 0 }, transaction: transaction);
            Job b = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 1 }, transaction: transaction);
            race.Client(Start(a), Pause(b), Resume(b));
            race.Client(Start(b), Cancel(b));
        },
        ["a member fails while the store is lost"] = race =>
        {
            JobTransaction transaction = race.Manager.BeginTransaction();
            Job a = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 1 }, transaction: transaction);
            Job b = race.Create(new RaceDriver(race.Interleaver) { Waits = 1, Fails = true }, transaction: transaction);
            race.Client(Start(a), Start(b));
            race.Client(Pause(a), Resume(a));
        },
    };

    public static TheoryData<string> Scenarios => [.. s_scenarios.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_schedule_keeps_what_was_acknowledged(string scenario)
    {
        var distinct = new HashSet<int>();
        int first = Examples.Seed(0);
        for (int seed = first; seed < first + Schedules; seed++)
        {
            var race = new StoredRace(seed);
            try
            {
                s_scenarios[scenario](race);
                await race.RunAsync();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Schedule {seed} of '{scenario}': {exception.Message}", exception);
            }

            distinct.Add(race.Interleaver.Fingerprint);
        }

        output.WriteLine($"{Schedules} schedules, {distinct.Count} distinct");
        Assert.InRange(distinct.Count, Schedules / 3, Schedules);
    }

    private static (Job, Func<Job, ValueTask>, Func<JobStatus, bool>, string) Start(Job job) =>
        (job, static job => job.StartAsync(), static status => status is not JobStatus.Created, "start");

    private static (Job, Func<Job, ValueTask>, Func<JobStatus, bool>, string) Pause(Job job) =>
        (job, static job => job.PauseAsync(), static _ => true, "pause");

    private static (Job, Func<Job, ValueTask>, Func<JobStatus, bool>, string) Resume(Job job) =>
        (job, static job => job.ResumeAsync(), static _ => true, "resume");

    private static (Job, Func<Job, ValueTask>, Func<JobStatus, bool>, string) Cancel(Job job) =>
        (job, static job => job.CancelAsync(), static _ => true, "cancel");

    private static (Job, Func<Job, ValueTask>, Func<JobStatus, bool>, string) Finalize(Job job) =>
        (job, static job => job.FinalizeAsync(), static status => status is JobStatus.Concluded, "finalize");
}
