using System.IO.Pipelines;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>The hot path of a server allocates nothing.</summary>
[Collection(AloneCollection.Name)]
public sealed class AllocationTests
{
    [Fact]
    public async Task A_common_request_allocates_nothing()
    {
        await using QmpService service = LabDispatcher.Service(new QuietDispatcher());
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair(PipeScheduler.Inline);
        Task serving = service.ServeAsync(server);
        byte[] batch = Encoding.ASCII.GetBytes(string.Concat(System.Linq.Enumerable.Repeat("{\"execute\":\"ping\",\"arguments\":{},\"id\":\"r-1\"}\n", 64)));
        Exchange(client, "{\"execute\":\"qmp_capabilities\"}"u8.ToArray());

        Assert.Equal(0, Allocations.Of(() => Exchange(client, batch)));

        await client.DisposeAsync();
        await serving;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2012", Justification = "It is asserted to have completed.")]
    private static void Exchange(IQmpTransport client, byte[] batch)
    {
        ValueTask<FlushResult> flush = client.Output.WriteAsync(batch);
        Assert.True(flush.IsCompletedSuccessfully);
        flush.GetAwaiter().GetResult();
        Assert.True(client.Input.TryRead(out ReadResult result));
        client.Input.AdvanceTo(result.Buffer.End);
    }
}
