using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>A clock that gives no timers.</summary>
public sealed class ClockFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_client_that_left_without_reading_its_answers_is_noticed_all_the_same()
    {
        var plan = new FaultPlan(FaultSite.Clock, FaultStyle.ForEver, at: 1, kind: 0);
        plan.Arm();
        var dispatcher = new FaultyDispatcher(plan);
        await using var service = new QmpService(
            new QmpCompiledSchema("faulty", [dispatcher.Module], static () => "[]"u8), [dispatcher], new QmpServiceOptions { TimeProvider = new FaultyClock(plan) });
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        Task serving = service.ServeAsync(server);

        // More than a pair takes while nobody reads.
        string asked = string.Concat(Enumerable.Repeat("""{"execute":"big"}""", 20));
        await client.Output.WriteAsync(Encoding.ASCII.GetBytes("""{"execute":"qmp_capabilities"}""" + asked));
        await client.DisposeAsync();

        await serving.WaitAsync(Patience);
        Assert.Equal(0, service.ConnectionCount);
    }
}
