using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Tests.Client;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>What a client passes to a proxy holds up nobody when it is closed, and is not kept for ever.</summary>
public sealed partial class PassedDescriptorTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
    private readonly List<IDisposable> _used = [];
    private readonly DescriptorCloser _closer = new(maxThreads: 64, maxOpen: 1000);

    [LinuxFact]
    public async Task A_socket_that_lingers_holds_up_nobody()
    {
        var passed = new PassedDescriptor(Copy(LingeringSocket()), _closer);

        await Task.Run(passed.Dispose).WaitAsync(Hang);

        Assert.True(passed.IsClosed);
    }

    // The system closes it with the queue that it waits in.
    [LinuxFact]
    public async Task A_socket_that_lingers_in_the_queue_of_a_connection_holds_up_nobody()
    {
        (Socket near, Socket far) = Connect();
        var transport = new ReceivingSocketTransport(far, "test", TimeProvider.System, _closer);
        Pass(near, LingeringSocket());

        await Task.Run(() => transport.DisposeAsync().AsTask()).WaitAsync(Hang);

        Assert.True(far.SafeHandle.IsClosed);
    }

    [LinuxFact]
    public async Task Many_that_are_slow_to_close_delay_no_other()
    {
        for (int i = 0; i < 40; i++)
        {
            new PassedDescriptor(Copy(SocketWithWhatLingers()), _closer).Dispose();
        }

        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        var passed = new PassedDescriptor(Copy(output.ClientSafePipeHandle), _closer);
        output.DisposeLocalCopyOfClientHandle();
        passed.Dispose();

        Assert.Equal(0, await output.ReadAsync(new byte[1]).AsTask().WaitAsync(Hang));
    }

    [LinuxFact]
    public async Task A_client_that_passes_its_own_connection_and_leaves_is_gone()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer();
        await using QmpProxy proxy = await QmpProxy.StartAsync(_ => new ValueTask<IQmpTransport>(server.Connect()), new QmpProxyOptions { TimeProvider = time, CloseTimeout = TimeSpan.Zero });
        string path = Path.Combine(_folder, "p");
        proxy.Listen(QmpAddress.Unix(path));
        using (Socket client = Open(path))
        {
            await client.ReceiveAsync(new byte[1]);
            Assert.Equal(0, DescriptorSender.Send(client, client.SafeHandle));
        }

        await AdvanceUntilAsync(() => proxy.Counts.Clients == 0, time);
    }

    [LinuxFact]
    public async Task Descriptors_that_no_command_takes_are_closed_and_the_client_stays()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer();
        server.On("add-fd").Returns();
        DescriptorLog? log = null;
        await using QmpProxy proxy = await QmpProxy.StartAsync(
            _ => new ValueTask<IQmpTransport>(log = new DescriptorLog(server.Connect())),
            new QmpProxyOptions { TimeProvider = time, CloseTimeout = TimeSpan.Zero });
        string path = Path.Combine(_folder, "p");
        proxy.Listen(QmpAddress.Unix(path));
        using Socket client = Open(path);
        await using var connection = new NetworkStream(client);
        using var answers = new StreamReader(connection);
        await answers.ReadLineAsync();
        await AskAsync("""{"execute": "qmp_capabilities"}""");
        using var output = new AnonymousPipeServerStream(PipeDirection.In);

        // Those that a command takes at once, after less than the patience, go on.
        Assert.Equal(0, DescriptorSender.Send(client, output.ClientSafePipeHandle));
        time.Advance(DescriptorStream.Patience / 2);
        await AskAsync("""{"execute": "add-fd"}""");
        Assert.Equal(1, log!.Count);

        Assert.Equal(0, DescriptorSender.Send(client, output.ClientSafePipeHandle));
        output.DisposeLocalCopyOfClientHandle();
        Task<int> end = output.ReadAsync(new byte[1]).AsTask();
        await AdvanceUntilAsync(() => end.IsCompleted, time);

        await AskAsync("""{"execute": "add-fd"}""");
        Assert.Equal(1, log.Count);

        async Task AskAsync(string command)
        {
            await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command));
            Assert.Contains("return", await answers.ReadLineAsync().WaitAsync(Hang), StringComparison.Ordinal);
        }
    }

    [DescriptorRefusalFact]
    public async Task While_closing_is_held_up_descriptors_are_refused_and_clients_are_served()
    {
        var closer = new DescriptorCloser(maxThreads: 2, maxOpen: 1000);
        await using var server = new FakeQmpServer();
        server.On("add-fd").Returns();
        DescriptorLog? log = null;
        var told = new LogRecorder();
        await using QmpProxy proxy = await QmpProxy.StartAsync(
            _ => new ValueTask<IQmpTransport>(log = new DescriptorLog(server.Connect())),
            new QmpProxyOptions { DescriptorCloser = closer, CloseTimeout = TimeSpan.Zero, LoggerFactory = told });
        string path = Path.Combine(_folder, "p");
        proxy.Listen(QmpAddress.Unix(path));
        await using Client early = await Client.OpenAsync(path);
        using var output = new AnonymousPipeServerStream(PipeDirection.In);

        await HoldUpAsync(path, closer, count: 3);

        await using Client late = await Client.OpenAsync(path);
        foreach (Client client in new[] { early, late })
        {
            Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(client.Socket, output.ClientSafePipeHandle));
            Assert.Contains("return", await client.AskAsync("""{"execute": "add-fd"}"""), StringComparison.Ordinal);
        }

        Assert.Equal(0, log!.Count);
        await WaitForLineAsync(316);

        Release();
        await closer.WhenTaking.WaitAsync(Hang);

        foreach (Client client in new[] { early, late })
        {
            Assert.Equal(0, DescriptorSender.Send(client.Socket, output.ClientSafePipeHandle));
            Assert.Contains("return", await client.AskAsync("""{"execute": "add-fd"}"""), StringComparison.Ordinal);
        }

        Assert.Equal(2, log.Count);

        // Once each, however many were refused.
        await WaitForLineAsync(317);
        Assert.Equal([316, 317], told.Entries.Where(static entry => entry.Id is 316 or 317).Select(static entry => entry.Id));

        async Task WaitForLineAsync(int id)
        {
            using var hang = new CancellationTokenSource(Hang);
            while (told.Entries.All(entry => entry.Id != id))
            {
                await Task.Delay(10, hang.Token);
            }
        }
    }

    // As before Linux 6.16.
    [LinuxFact]
    public async Task While_closing_is_held_up_a_system_that_cant_refuse_accepts_nobody_and_who_passes_is_closed()
    {
        var closer = new DescriptorCloser(maxThreads: 2, maxOpen: 1000, canRefuse: false);
        await using var server = new FakeQmpServer();
        server.On("add-fd").Returns();
        await using QmpProxy proxy = await QmpProxy.StartAsync(
            _ => new ValueTask<IQmpTransport>(server.Connect()),
            new QmpProxyOptions { DescriptorCloser = closer, CloseTimeout = TimeSpan.Zero });
        string path = Path.Combine(_folder, "p");
        proxy.Listen(QmpAddress.Unix(path));
        await using Client honest = await Client.OpenAsync(path);
        await using Client other = await Client.OpenAsync(path);
        await HoldUpAsync(path, closer, count: 3);

        // Accepting was under way for one.
        await using Client last = await Client.OpenAsync(path);
        using Socket later = Open(path);
        Task<int> greeting = later.ReceiveAsync(new byte[1]);

        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        Assert.Equal(0, DescriptorSender.Send(other.Socket, output.ClientSafePipeHandle));
        Assert.Null(await other.ReadAsync());
        Assert.Contains("return", await honest.AskAsync("""{"execute": "add-fd"}"""), StringComparison.Ordinal);
        Assert.False(greeting.IsCompleted);

        Release();

        Assert.Equal(1, await greeting.WaitAsync(Hang));
    }

    [LinuxFact]
    public async Task A_listener_that_accepts_nobody_can_be_closed()
    {
        var closer = new DescriptorCloser(maxThreads: 1, maxOpen: 0, canRefuse: false);
        closer.Count();
        QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(_folder, "p")), new QmpListenOptions().WithDescriptors(TimeProvider.System, closer));
        Task<IQmpTransport> accepting = listener.AcceptAsync().AsTask();

        await listener.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.WaitAsync(Hang));
    }

    [DescriptorRefusalFact]
    public async Task More_than_may_be_there_of_all_clients_are_refused_until_they_are_closed()
    {
        var closer = new DescriptorCloser(maxThreads: 2, maxOpen: 2);
        (Socket near, Socket far) = Connect();
        await using var transport = new ReceivingSocketTransport(far, "test", TimeProvider.System, closer);
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        var held = new List<PassedDescriptor>();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, DescriptorSender.Send(near, output.ClientSafePipeHandle));
            held.Add(new PassedDescriptor(Copy(output.ClientSafePipeHandle), closer));
        }

        Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(near, output.ClientSafePipeHandle));
        Assert.False(closer.TryBeginToReceive());

        held.ForEach(static passed => passed.Dispose());
        await closer.WhenTaking.WaitAsync(Hang);
        Assert.Equal(0, DescriptorSender.Send(near, output.ClientSafePipeHandle));
    }

    public void Dispose()
    {
        Release();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task AdvanceUntilAsync(Func<bool> isSo, FakeTimeProvider time)
    {
        using var hang = new CancellationTokenSource(Hang);
        while (!isSo())
        {
            time.Advance(DescriptorStream.Patience);
            await Task.Delay(10, hang.Token);
        }
    }

    private static Socket Open(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    // Their peers end with it, and so does what lingers.
    private void Release()
    {
        _used.ForEach(static used => used.Dispose());
        _used.Clear();
    }

    /// <summary>A client passes sockets that are slow to close, and leaves; ends once nothing more is taken.</summary>
    private async Task HoldUpAsync(string path, DescriptorCloser closer, int count)
    {
        using Socket client = Open(path);
        await client.ReceiveAsync(new byte[1]);
        for (int i = 0; i < count; i++)
        {
            Pass(client, SocketWithWhatLingers());
        }

        client.Dispose();
        using var hang = new CancellationTokenSource(Hang);
        while (closer.WhenTaking.IsCompleted)
        {
            await Task.Delay(10, hang.Token);
        }
    }

    /// <summary>A Unix socket in whose queue a socket lingers: to change the outer one helps nothing.</summary>
    private Socket SocketWithWhatLingers()
    {
        (Socket near, Socket far) = Connect();
        Pass(near, LingeringSocket());
        near.Dispose();
        return far;
    }

    private (Socket Near, Socket Far) Connect()
    {
        string path = Path.Combine(_folder, $"{_used.Count}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Socket near = Open(path);
        _used.Add(near);
        return (near, listener.Accept());
    }

    /// <summary>A socket whose last descriptor takes ten minutes to close, since its peer doesn't read.</summary>
    private Socket LingeringSocket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sender.Connect(listener.LocalEndpoint);
        _used.Add(listener.AcceptSocket());
        sender.Blocking = false;
        byte[] much = new byte[1 << 20];
        SocketError error;
        do
        {
            sender.Send(much, SocketFlags.None, out error);
        }
        while (error == SocketError.Success);
        sender.LingerState = new LingerOption(true, 600);
        return sender;
    }

    /// <summary>A copy of a socket's descriptor, which is the last one then.</summary>
    private static int Copy(Socket socket)
    {
        int copy = Copy(socket.SafeHandle);
        socket.Dispose();
        return copy;
    }

    private static int Copy(SafeHandle handle)
    {
        int copy = Control((int)handle.DangerousGetHandle(), 1030, 0);
        Assert.True(copy >= 0);
        return copy;
    }

    private static void Pass(Socket socket, Socket passed)
    {
        Assert.Equal(0, DescriptorSender.Send(socket, passed.SafeHandle));
        passed.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    /// <summary>An honest client.</summary>
    private sealed class Client : IAsyncDisposable
    {
        private readonly NetworkStream _connection;
        private readonly StreamReader _answers;

        private Client(Socket socket)
        {
            Socket = socket;
            _connection = new NetworkStream(socket, ownsSocket: true);
            _answers = new StreamReader(_connection);
        }

        public Socket Socket { get; }

        public static async Task<Client> OpenAsync(string path)
        {
            var client = new Client(Open(path));
            Assert.Contains("QMP", await client.ReadAsync(), StringComparison.Ordinal);
            Assert.Contains("return", await client.AskAsync("""{"execute": "qmp_capabilities"}"""), StringComparison.Ordinal);
            return client;
        }

        public Task<string?> ReadAsync() => _answers.ReadLineAsync().WaitAsync(Hang);

        public async Task<string?> AskAsync(string command)
        {
            await _connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command));
            return await ReadAsync();
        }

        public ValueTask DisposeAsync()
        {
            _answers.Dispose();
            return _connection.DisposeAsync();
        }
    }
}
