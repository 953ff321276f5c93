using System;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>The hot path of a server allocates nothing.</summary>
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
        for (int i = 0; i < 200; i++)
        {
            Exchange(client, batch);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Exchange(client, batch);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await client.DisposeAsync();
        await serving;

        // 6400 requests. The smallest object has 24 bytes, so nothing is made for each; in a debug build each batch costs two, since
        // there the compiler makes classes of asynchronous methods.
        Assert.InRange(allocated, 0, 6400 * 6);
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
