using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using QapiGen.Runtime.Tests.Support;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Each call that a server makes out of itself fails once, and from then on: what was taken is given back, and everybody else is served.
/// Alone, since listeners make all servers of the process measure.</summary>
[Collection(AloneCollection.Name)]
public sealed class InjectedFaultTests
{
    // More than any scenario has of one kind; far fewer are played, for it ends with the first that has no such call.
    private const int Enough = 2000;

    [Theory]
    [CombinedFaults(FaultSite.Log, FaultSite.Metrics, FaultSite.Activities, FaultSite.Transport, FaultSite.Clock, FaultSite.Rule, FaultSite.Interceptor, FaultSite.Command, FaultSite.Codec)]
    public async Task A_call_that_fails_costs_nobody_else_anything(FaultSite site, FaultStyle style, bool outOfBand) =>
        await PlayAsync(site, style, outOfBand, mayClose: false);

    internal static Task PlayAsync(FaultSite site, FaultStyle style, bool outOfBand, bool mayClose) =>
        PlayAsync(site, style, plan => FaultScenario.RunAsync(plan, outOfBand, mayClose));

    /// <summary>Plays a scenario with a fault at each of its calls of a kind, one after the other.</summary>
    internal static async Task PlayAsync(FaultSite site, FaultStyle style, Func<FaultPlan, Task> play)
    {
        var unobserved = new ConcurrentQueue<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += note;
        int at = 1;
        int played = 0;
        try
        {
            FaultPlan plan;
            do
            {
                plan = new FaultPlan(site, style, at, played++ % FaultPlan.Kinds);
                at = style.HasFlag(FaultStyle.ForEver) ? (at * 3 / 2) + 1 : at + 1;
                try
                {
                    await play(plan);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"{plan}: {failure.Message}", failure);
                }
            }
            while (plan.Failures > 0 && at < Enough);

            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        Assert.InRange(at, 3, Enough - 1);
        Assert.DoesNotContain(unobserved, static e => e.ToString().Contains(FaultPlan.Mark, StringComparison.Ordinal));
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
