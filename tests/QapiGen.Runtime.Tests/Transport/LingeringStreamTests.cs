using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>Reading from a socket: what comes while a read looks, while it waits, and what ends it.</summary>
public sealed partial class LingeringStreamTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
    private readonly byte[] _buffer = new byte[100];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_comes_is_read_whether_it_was_waited_for_or_not(bool overTcp, bool lingers)
    {
        (Socket peer, Socket socket) = Connect(_folder, overTcp);
        using (peer)
        await using (var stream = new LingeringStream(socket))
        {
            stream.Linger.IsAllowed = lingers;
            for (int i = 1; i < 50; i++)
            {
                if (i % 3 == 0)
                {
                    peer.Send(new byte[i]);
                    Assert.Equal(i, await stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience));
                }
                else
                {
                    Task<int> reading = stream.ReadAsync(_buffer).AsTask();
                    Assert.False(reading.IsCompleted);
                    peer.Send(new byte[i]);
                    Assert.Equal(i, await reading.WaitAsync(Patience));
                }
            }

            Task<int> last = stream.ReadAsync(_buffer).AsTask();
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await last.WaitAsync(Patience));
            Assert.Equal(0, await stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task A_read_that_was_cancelled_takes_nothing_and_the_next_one_gets_it()
    {
        (Socket peer, Socket socket) = Connect(_folder, overTcp: false);
        using (peer)
        await using (var stream = new LingeringStream(socket))
        {
            for (int i = 1; i < 50; i++)
            {
                using var cancellation = new CancellationTokenSource();
                Task<int> reading = stream.ReadAsync(_buffer, cancellation.Token).AsTask();
                await cancellation.CancelAsync();
                var cause = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience));
                Assert.Equal(cancellation.Token, cause.CancellationToken);

                peer.Send(new byte[i]);
                Assert.Equal(i, await stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience));
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_read_ends_when_its_stream_or_the_socket_beneath_is_closed(bool overTcp, bool closesSocket)
    {
        (Socket peer, Socket socket) = Connect(_folder, overTcp);
        using (peer)
        {
            var stream = new LingeringStream(socket);
            Task<int> reading = stream.ReadAsync(_buffer).AsTask();

            await Task.Run(closesSocket ? socket.Dispose : stream.Dispose).WaitAsync(Patience);

            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                if (await reading.WaitAsync(Patience) == 0)
                {
                    throw new EndOfStreamException();
                }
            });
            await Assert.ThrowsAnyAsync<Exception>(() => stream.ReadAsync(_buffer).AsTask());
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_descriptor_that_was_closed_and_comes_again_disturbs_nobody()
    {
        for (int i = 1; i < 50; i++)
        {
            (Socket peer, Socket socket) = Connect(_folder, overTcp: false);
            using (peer)
            {
                var stream = new LingeringStream(socket);
                Task<int> reading = stream.ReadAsync(_buffer).AsTask();
                peer.Send(new byte[i]);
                if (i % 2 == 0)
                {
                    Assert.Equal(i, await reading.WaitAsync(Patience));
                }

                await stream.DisposeAsync();
                await Task.WhenAny(reading).WaitAsync(Patience);
                _ = reading.Exception;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reads_are_waited_for_cancelled_and_closed_by_anybody_at_any_time(bool overTcp)
    {
        for (int round = 0; round < 200; round++)
        {
            (Socket peer, Socket socket) = Connect(_folder, overTcp);
            var stream = new LingeringStream(socket);
            stream.Linger.IsAllowed = round % 3 == 0;
            using var cancellation = new CancellationTokenSource();
            using var start = new Barrier(4);
            int received = 0;
            Task[] others = [.. new Action[] { Send, cancellation.Cancel, round % 2 == 0 ? stream.Dispose : static () => { } }.Select(act => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    act();
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            start.SignalAndWait();
            try
            {
                received += await stream.ReadAsync(_buffer, cancellation.Token).AsTask().WaitAsync(Patience);
            }
            catch (Exception cause) when (cause is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }

            await Task.WhenAll(others).WaitAsync(Patience);
            if (round % 2 != 0)
            {
                // What was cancelled has taken nothing.
                received += received == 0 ? await stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience) : 0;
                Assert.Equal(10, received);
            }

            await stream.DisposeAsync();
            peer.Dispose();

            void Send()
            {
                try
                {
                    peer.Send(new byte[10]);
                }
                catch (SocketException) when (round % 2 == 0)
                {
                    // It was closed before.
                }
            }
        }
    }

    [LinuxFact]
    public async Task A_socket_that_other_processes_may_have_can_be_closed_beneath_a_read()
    {
        (Socket peer, Socket socket) = Connect(_folder, overTcp: false);
        using (peer)
        using (socket)
        {
            // Unlike the first one it is inherited.
            var second = new Socket(new SafeSocketHandle(Duplicate((int)socket.Handle), ownsHandle: true));
            var stream = new LingeringStream(second);
            Task<int> reading = stream.ReadAsync(_buffer).AsTask();

            await Task.Run(second.Dispose).WaitAsync(Patience);

            await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(Patience));
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nothing_holds_a_stream_of_which_nobody_reads()
    {
        WeakReference stream = await LeaveAsync();
        for (int i = 0; stream.IsAlive && i < 600; i++)
        {
            GC.Collect();
            await Task.Delay(100);
        }

        Assert.False(stream.IsAlive);

        async Task<WeakReference> LeaveAsync()
        {
            (Socket peer, Socket socket) = Connect(_folder, overTcp: false);
            using (peer)
            {
                var stream = new LingeringStream(socket);
                Task<int> reading = stream.ReadAsync(_buffer).AsTask();
                peer.Send(new byte[1]);
                Assert.Equal(1, await reading.WaitAsync(Patience));
                return new WeakReference(stream);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    internal static (Socket Peer, Socket Socket) Connect(string folder, bool overTcp)
    {
        using Socket listener = overTcp
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(overTcp ? new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(Path.Combine(folder, Guid.NewGuid().ToString("N")[..8])));
        listener.Listen();
        var peer = new Socket(listener.AddressFamily, SocketType.Stream, overTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        peer.Connect(listener.LocalEndPoint!);
        return (peer, listener.Accept());
    }
}
