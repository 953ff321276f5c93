using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>Concurrent verbs, driver ends and dismissals in thousands of orders: no torn state, lost event, deadlock or event out of order.</summary>
[Trait("Draws", "examples")]
public sealed class InterleavingTests(ITestOutputHelper output)
{
    private const int SchedulesPerScenario = 2000;

    private static readonly Dictionary<string, Action<Race>> s_scenarios = new()
    {
        ["pause, resume and cancel against a driver's pause points"] = race =>
        {
            Job job = race.Create(new RaceDriver(race.Interleaver) { Waits = 3 });
            race.Client(() => job.StartAsync(), () => job.PauseAsync(), () => job.ResumeAsync());
            race.Client(() => job.PauseAsync(), () => job.CancelAsync(), () => race.DismissAsync(job));
            race.Client(() => race.DismissAsync(job), () => job.ResumeAsync());
        },
        ["the same with hooks"] = race =>
        {
            Job job = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 2 });
            race.Client(() => job.StartAsync(), () => job.PauseAsync(), () => job.ResumeAsync());
            race.Client(() => job.PauseAsync(), () => job.ResumeAsync(), () => job.CancelAsync());
            race.Client(() => job.CancelAsync(force: false), () => race.DismissAsync(job));
        },
        ["complete and both cancels of a ready job"] = race =>
        {
            Job job = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 1, BecomesReady = true }, autoFinalize: false);
            race.Client(() => job.StartAsync(), () => job.CompleteAsync(), () => race.FinalizeAsync(job));
            race.Client(() => job.CancelAsync(force: false), () => race.FinalizeAsync(job));
            race.Client(() => job.PauseAsync(), () => job.CancelAsync(), () => race.DismissAsync(job));
        },
        ["two members end while one is cancelled"] = race =>
        {
            JobTransaction transaction = race.Manager.BeginTransaction();
            Job a = race.Create(new RaceDriver(race.Interleaver), transaction: transaction);
            Job b = race.Create(new RaceDriver(race.Interleaver), transaction: transaction, autoDismiss: true);
            race.Client(() => a.StartAsync(), () => a.CancelAsync(), () => race.DismissAsync(a));
            race.Client(() => b.StartAsync(), () => b.PauseAsync(), () => b.ResumeAsync());
        },
        ["three members, one fails, one is paused, one is finalized"] = race =>
        {
            JobTransaction transaction = race.Manager.BeginTransaction();
            Job a = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 1 }, autoFinalize: false, transaction: transaction);
            Job b = race.Create(new RaceDriver(race.Interleaver) { Waits = 1, Fails = true }, transaction: transaction);
            Job c = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 1 }, transaction: transaction);
            race.Client(() => a.StartAsync(), () => b.StartAsync(), () => c.StartAsync());
            race.Client(() => c.PauseAsync(), () => c.ResumeAsync(), () => race.FinalizeAsync(a));
            race.Client(() => a.CancelAsync(), () => race.DismissAsync(b));
        },
        ["finalize of all members at once, prepare of one fails"] = race =>
        {
            JobTransaction transaction = race.Manager.BeginTransaction();
            Job a = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 0 }, autoFinalize: false, transaction: transaction);
            Job b = race.Create(new HookedRaceDriver(race.Interleaver) { Waits = 0, PrepareFails = true }, autoFinalize: false, transaction: transaction);
            race.Client(() => a.StartAsync(), () => race.FinalizeAsync(a), () => race.FinalizeAsync(b));
            race.Client(() => b.StartAsync(), () => race.FinalizeAsync(b), () => race.DismissAsync(a));
            race.Client(() => race.DismissAsync(b), () => a.CancelAsync());
        },
        ["rollback while members start"] = race =>
        {
            JobTransaction transaction = race.Manager.BeginTransaction();
            Job a = race.Create(new HookedRaceDriver(race.Interleaver) { ParksAtTheEnd = true }, transaction: transaction);
            Job b = race.Create(new RaceDriver(race.Interleaver) { ParksAtTheEnd = true }, transaction: transaction);
            race.Client(() => a.StartAsync(), () => b.StartAsync());
            race.Client(() => b.CancelAsync(), () => a.CancelAsync());
            race.Client(() => a.PauseAsync(), () => a.CancelAsync(force: false));
        },
        ["internal pauses, speed and creation beside it"] = race =>
        {
            Job job = race.Create(new RaceDriver(race.Interleaver) { Waits = 2 }, autoDismiss: true);
            Job other = race.Create(new RaceDriver(race.Interleaver) { Waits = 1 });
            race.Client(() => job.StartAsync(), () => job.PauseAsync(), () => job.ResumeAsync());
            race.Client(() => Pause(job), () => job.SetSpeedAsync(5), () => Unpause(job));
            race.Client(() => other.StartAsync(), () => race.DismissAsync(other), () => job.CancelAsync());
        },
    };

    // Explored once, whichever test asks first.
    private static readonly Dictionary<string, Lazy<(int Distinct, long Points)>> s_explored =
        s_scenarios.Keys.ToDictionary(static scenario => scenario, static scenario => new Lazy<(int, long)>(() => Explore(scenario)));

    public static TheoryData<string> Scenarios => [.. s_scenarios.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_schedule_keeps_the_rules(string scenario)
    {
        (int distinct, long points) = s_explored[scenario].Value;

        output.WriteLine($"{SchedulesPerScenario} schedules, {distinct} distinct, {points / SchedulesPerScenario} points each");
        Assert.InRange(distinct, SchedulesPerScenario * 5 / 8, SchedulesPerScenario);
    }

    [Fact]
    public void Ten_thousand_schedules_are_explored_at_least()
    {
        int distinct = s_explored.Values.Sum(static explored => explored.Value.Distinct);

        output.WriteLine($"{distinct} distinct schedules in {s_explored.Count} scenarios");
        Assert.InRange(distinct, 10_000, int.MaxValue);
    }

    // How many schedules differ from all others, and all points at which one strand gave way to another.
    private static (int Distinct, long Points) Explore(string scenario)
    {
        var distinct = new HashSet<int>();
        long points = 0;
        int first = Examples.Seed(0);
        for (int seed = first; seed < first + SchedulesPerScenario; seed++)
        {
            var race = new Race(seed);
            s_scenarios[scenario](race);
            try
            {
                race.Run(grouped: scenario.Contains("member", StringComparison.Ordinal));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Schedule {seed} of '{scenario}': {exception.Message}", exception);
            }

            distinct.Add(race.Interleaver.Fingerprint);
            points += race.Interleaver.Points;
        }

        return (distinct.Count, points);
    }

    private static System.Threading.Tasks.ValueTask Pause(Job job)
    {
        job.AddPause();
        return default;
    }

    private static System.Threading.Tasks.ValueTask Unpause(Job job)
    {
        job.RemovePause();
        return default;
    }
}
