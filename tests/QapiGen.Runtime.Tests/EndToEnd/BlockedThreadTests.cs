using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>Code that blocks its thread holds up neither replies nor out-of-band commands, whatever the thread was before.</summary>
public sealed class BlockedThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("memory")]
    [InlineData("memory, inline")]
    [InlineData("unix")]
    public Task Code_after_a_call_may_block_until_another_call_is_answered(string transport) => RunAsync(transport, async client =>
    {
        for (int i = 0; i < 20; i++)
        {
            using var answered = new ManualResetEventSlim();
            Task blocked = Task.Run(async () =>
            {
                await client.ExecuteAsync(BlockingDispatcher.Release, default(NoData));
                Assert.True(answered.Wait(Patience));
            });
            Task other = Task.Run(async () =>
            {
                await client.ExecuteAsync(BlockingDispatcher.Release, default(NoData));
                await client.ExecuteAsync(BlockingDispatcher.Release, default(NoData));
                answered.Set();
            });
            await other.WaitAsync(Patience);
            await blocked.WaitAsync(Patience);
        }
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("memory, inline")]
    [InlineData("unix")]
    public Task A_command_may_block_its_thread_until_an_out_of_band_command_comes(string transport) => RunAsync(transport, async client =>
    {
        var outOfBand = new QmpCallOptions { OutOfBand = true };
        for (int i = 0; i < 20; i++)
        {
            Task blocked = client.ExecuteAsync(BlockingDispatcher.Block, default(NoData)).AsTask();
            await client.ExecuteAsync(BlockingDispatcher.Release, default(NoData), outOfBand).AsTask().WaitAsync(Patience);
            await blocked.WaitAsync(Patience);
        }
    });

    [Fact]
    public Task Commands_that_come_together_are_all_run() => RunAsync("memory", async client =>
    {
        var outOfBand = new QmpCallOptions { OutOfBand = true };
        for (int i = 0; i < 20; i++)
        {
            Task[] blocked = new Task[12];
            for (int n = 0; n < blocked.Length; n++)
            {
                blocked[n] = client.ExecuteAsync(BlockingDispatcher.Block, default(NoData)).AsTask();
            }

            for (int n = 0; n < blocked.Length; n++)
            {
                await client.ExecuteAsync(BlockingDispatcher.Release, default(NoData), outOfBand).AsTask().WaitAsync(Patience);
            }

            await Task.WhenAll(blocked).WaitAsync(Patience);
        }
    });

    private static async Task RunAsync(string transport, Func<QmpClient, Task> body)
    {
        using var dispatcher = new BlockingDispatcher();
        await using var service = new QmpService(new QmpCompiledSchema("blocking", [dispatcher.Module], static () => "[]"u8), [dispatcher]);
        if (transport == "unix")
        {
            string folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
            await using (QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(folder, "s"))))
            {
                Task<IQmpTransport> connecting = QmpTransports.ConnectAsync(listener.Address).AsTask();
                await TalkAsync(service, await connecting, await listener.AcceptAsync(), body);
            }

            Directory.Delete(folder, recursive: true);
        }
        else
        {
            (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(transport == "memory" ? null : PipeScheduler.Inline);
            await TalkAsync(service, near, far, body);
        }
    }

    private static async Task TalkAsync(QmpService service, IQmpTransport near, IQmpTransport far, Func<QmpClient, Task> body)
    {
        Task serving = service.ServeAsync(far);
        await using (QmpClient client = await QmpClient.ConnectAsync(near))
        {
            await body(client);
        }

        await serving.WaitAsync(Patience);
    }
}
