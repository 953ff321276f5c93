using System.Threading.Tasks;
using QapiGen.Runtime.Tests.Support;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Memory for messages that can't be had: it costs at most the connection that needs it.</summary>
[Collection(AloneCollection.Name)]
public sealed class MemoryFaultTests
{
    [Theory]
    [CombinedFaults(FaultSite.Memory)]
    public async Task Memory_that_is_not_there_costs_its_own_connection_at_most(FaultSite site, FaultStyle style, bool outOfBand) =>
        await InjectedFaultTests.PlayAsync(site, style, outOfBand, mayClose: true);
}
