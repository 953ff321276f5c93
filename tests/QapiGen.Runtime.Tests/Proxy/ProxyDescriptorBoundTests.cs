using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Tests.Client;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>A client's descriptors neither break the connection that all share nor use up those of the process.</summary>
public sealed class ProxyDescriptorBoundTests
{
    private const string Add = """{"execute": "add-fd"}""";
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [LinuxFact]
    public async Task More_descriptors_than_a_message_takes_are_refused_and_the_server_stays()
    {
        await using var server = new FakeQmpServer();
        server.On("add-fd").Returns();
        await using QmpProxy proxy = await QmpProxy.StartAsync(_ => new ValueTask<IQmpTransport>(new DescriptorLog(server.Connect())));
        var given = new ConcurrentBag<SafeHandle>();
        await using TestConnection client = await OpenAsync(proxy, 17, given);

        Assert.Equal("""{"error": {"class": "GenericError", "desc": "A command takes at most 16 file descriptors"}}""", await client.AskAsync(Add));
        Assert.Equal(17, given.Count);
        Assert.All(given, static handle => Assert.True(handle.IsClosed));
        await using TestConnection other = await OpenAsync(proxy, 1, given);
        Assert.Equal("""{"return": {}}""", await other.AskAsync(Add));
        Assert.All(given, static handle => Assert.True(handle.IsClosed));
    }

    [LinuxFact]
    public async Task Descriptors_of_a_client_that_wait_are_limited()
    {
        await using var server = new FakeQmpServer();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.On("add-fd").Answers(async call =>
        {
            await answer.Task;
            await call.ReturnAsync();
        });
        await using QmpProxy proxy = await QmpProxy.StartAsync(_ => new ValueTask<IQmpTransport>(new DescriptorLog(server.Connect())));
        var given = new ConcurrentBag<SafeHandle>();
        await using TestConnection client = await OpenAsync(proxy, 16, given);
        await client.SendAsync(Add + Add + Add + Add + Add);
        await server.NextCallAsync("add-fd").AsTask().WaitAsync(Hang);
        answer.SetResult();

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("""{"return": {}}""", await client.ReadAsync());
        }

        Assert.Equal("""{"error": {"class": "GenericError", "desc": "At most 64 file descriptors of a client wait for the server"}}""", await client.ReadAsync());
        Assert.Equal("""{"return": {}}""", await client.AskAsync(Add));
        Assert.All(given, static handle => Assert.True(handle.IsClosed));
    }

    private static async Task<TestConnection> OpenAsync(QmpProxy proxy, int descriptors, ConcurrentBag<SafeHandle> given)
    {
        TestConnection connection = TestConnection.Open(transport => proxy.ServeAsync(new Giver(transport, descriptors, given)));
        await connection.ReadAsync();
        await connection.AskAsync("""{"execute": "qmp_capabilities"}""");
        return connection;
    }

    /// <summary>A transport on which each command has descriptors before it.</summary>
    private sealed class Giver(IQmpTransport inner, int count, ConcurrentBag<SafeHandle> given) : IQmpTransport, IDescriptorSource
    {
        public PipeReader Input => inner.Input;

        public PipeWriter Output => inner.Output;

        public string Description => inner.Description;

        public IReadOnlyList<SafeHandle>? TakeDescriptors()
        {
            SafeHandle[] handles = [.. Enumerable.Range(0, count).Select(static _ => File.OpenHandle("/dev/null"))];
            Array.ForEach(handles, given.Add);
            return handles;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
