using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>What one huge message takes is free again when it has been dealt with.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargeMessageTests
{
    [Fact]
    public async Task Client_and_server_give_the_memory_of_huge_requests_and_replies_back()
    {
        var dispatcher = new HugeDispatcher();
        await using var service = new QmpService(new QmpCompiledSchema("huge", [dispatcher.Module], static () => "[]"u8), [dispatcher]);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        Task serving = service.ServeAsync(far);
        await using (QmpClient client = await QmpClient.ConnectAsync(near))
        {
            Assert.Equal(1, await CallAsync(client, HugeDispatcher.Take, 1));
            long before = GC.GetTotalMemory(forceFullCollection: true);

            Assert.Equal(8, await CallAsync(client, HugeDispatcher.Take, HugeDispatcher.TextBytes));
            Assert.Equal(HugeDispatcher.TextBytes, await CallAsync(client, HugeDispatcher.Give, 1));
            Assert.Equal(1, await CallAsync(client, HugeDispatcher.Take, 1));

            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, HugeDispatcher.TextBytes / 2);
        }

        await serving;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> CallAsync(QmpClient client, QmpCommandDescriptor command, int length)
    {
        HugeText result = await client.ExecuteAsync<HugeText, HugeText, HugeText>(command, new HugeText(new string('x', length)));
        return result.Text.Length;
    }
}
