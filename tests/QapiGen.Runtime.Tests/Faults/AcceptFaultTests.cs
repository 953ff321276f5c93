using System;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Whatever fails around the loop that accepts clients, the next client is served, and no socket and no place stays taken.</summary>
public sealed class AcceptFaultTests
{
    private const int Places = 2;

    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);

    private static readonly Func<Exception>[] s_faults =
    [
        static () => new SocketException((int)SocketError.ConnectionAborted),
        static () => new SocketException((int)SocketError.TooManyOpenSockets),
        static () => new SocketException((int)SocketError.NoBufferSpaceAvailable),
        static () => new InsufficientMemoryException(),
        static () => new QmpConnectionException("TLS failed"),
        static () => new OperationCanceledException(),
        static () => new ObjectDisposedException("a peer"),
        static () => new InvalidOperationException(),
    ];

    public static TheoryData<int, bool> Faults
    {
        get
        {
            var faults = new TheoryData<int, bool>();
            for (int fault = 0; fault < s_faults.Length; fault++)
            {
                faults.Add(fault, false);
                faults.Add(fault, true);
            }

            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_loop_that_accepts_goes_on_after_a_fault_that_can_not_even_be_logged(int fault, bool isLate)
    {
        var listener = new FaultyListener();
        await PlayAsync(listener, () => listener.FailAsync(s_faults[fault](), isLate));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_client_that_can_not_be_finished_costs_no_place_and_is_closed(int fault, bool isLate)
    {
        var listener = new FaultyListener();
        await PlayAsync(listener, () =>
        {
            // As many as there are places, each of which would be lost.
            foreach (bool discardFails in (bool[])[false, true, true])
            {
                listener.Offer(isAmongLast: false, isLate, s_faults[fault](), discardFails ? s_faults[fault]() : null);
            }

            return Task.CompletedTask;
        });
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_client_without_a_descriptor_to_spare_is_closed_though_that_fails(int fault, bool isLate)
    {
        var listener = new FaultyListener();
        await PlayAsync(listener, () =>
        {
            for (int client = 0; client <= Places; client++)
            {
                listener.Offer(isAmongLast: true, isLate, null, s_faults[fault]());
            }

            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listener_that_comes_too_late_or_can_not_be_waited_for_is_closed(bool fails)
    {
        var listener = new FaultyListener { DisposalFails = fails };
        await using QmpService service = LabDispatcher.Service();
        var server = new QmpServer(service);
        await server.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => server.Accept(listener));

        Assert.True(listener.IsClosed);
    }

    private static async Task PlayAsync(FaultyListener listener, Func<Task> fail)
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { LoggerFactory = new ThrowingLogs(), MaxConnections = Places });
        var server = new QmpServer(service);
        server.Accept(listener);
        await fail().WaitAsync(s_guard);
        await listener.WhenTakenAsync().WaitAsync(s_guard);

        // Places are given back a moment after a client is gone.
        long end = Environment.TickCount64 + (long)s_guard.TotalMilliseconds;
        while (listener.OpenPeers > 0 && Environment.TickCount64 < end)
        {
            await Task.Delay(1);
        }

        Assert.Equal(0, listener.OpenPeers);

        TestConnection[] clients = [.. Enumerable.Range(0, Places).Select(_ => TestConnection.Open(listener.OfferAsync))];
        foreach (TestConnection client in clients)
        {
            Assert.StartsWith("{\"QMP\"", await client.ReadAsync().WaitAsync(s_guard), StringComparison.Ordinal);
            Assert.Equal("{\"return\": {}, \"id\": 1}", await client.AskAsync("{\"execute\":\"qmp_capabilities\",\"id\":1}").WaitAsync(s_guard));
        }

        await server.StopAsync().WaitAsync(s_guard);
        await server.DisposeAsync();
        Assert.True(listener.IsClosed);
        await Task.WhenAll(clients.Select(static client => client.Serving)).WaitAsync(s_guard);
        Assert.Equal(0, listener.OpenPeers);
        Assert.Equal(0, service.ConnectionCount);
    }

    /// <summary>A listener that fails as it is told, and that has no address that could be logged.</summary>
    private sealed class FaultyListener() : QmpListener(null!)
    {
        private readonly Channel<Func<ValueTask<AcceptedPeer>>> _offers = Channel.CreateUnbounded<Func<ValueTask<AcceptedPeer>>>();
        private int _openPeers;

        public bool IsClosed { get; private set; }

        public bool DisposalFails { get; init; }

        public int OpenPeers => Volatile.Read(ref _openPeers);

        /// <summary>Has the next attempt fail; completes when the one after it is being made.</summary>
        public async Task FailAsync(Exception fault, bool isLate)
        {
            _offers.Writer.TryWrite(async () =>
            {
                if (isLate)
                {
                    await Task.Yield();
                }

                throw fault;
            });
            await WhenTakenAsync();
        }

        /// <summary>A client that fails.</summary>
        public void Offer(bool isAmongLast, bool isLate, Exception? fault, Exception? discardFault)
        {
            Interlocked.Increment(ref _openPeers);
            _offers.Writer.TryWrite(() => new(new AcceptedPeer(
                async _ =>
                {
                    if (isLate)
                    {
                        await Task.Yield();
                    }

                    throw fault!;
                },
                async () =>
                {
                    if (isLate)
                    {
                        await Task.Yield();
                    }

                    Interlocked.Decrement(ref _openPeers);
                    if (discardFault is not null)
                    {
                        throw discardFault;
                    }
                })
            {
                IsAmongLast = isAmongLast,
            }));
        }

        /// <summary>A good client; completes when its connection is closed.</summary>
        public Task OfferAsync(IQmpTransport transport)
        {
            Interlocked.Increment(ref _openPeers);
            var closing = new ClosingTransport(transport, () => Interlocked.Decrement(ref _openPeers));
            _offers.Writer.TryWrite(() => new(new AcceptedPeer(closing)));
            return closing.Closed;
        }

        /// <summary>Completes when all that was offered is taken.</summary>
        public async Task WhenTakenAsync()
        {
            var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _offers.Writer.TryWrite(() =>
            {
                taken.SetResult();
                throw new QmpConnectionException("only to see whether it goes on");
            });
            await taken.Task;
        }

        public override ValueTask<IQmpTransport> AcceptAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        internal override async ValueTask<AcceptedPeer> AcceptUnfinishedAsync(CancellationToken cancellationToken) =>
            await (await _offers.Reader.ReadAsync(cancellationToken))();

        public override ValueTask DisposeAsync()
        {
            IsClosed = true;
            return DisposalFails ? ValueTask.FromException(new InvalidOperationException()) : default;
        }
    }

    private sealed class ClosingTransport(IQmpTransport inner, Action onClosed) : IQmpTransport
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        public string Description => inner.Description;

        public PipeReader Input => inner.Input;

        public PipeWriter Output => inner.Output;

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            if (_closed.TrySetResult())
            {
                onClosed();
            }
        }
    }
}
