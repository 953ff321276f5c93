using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Events;

/// <summary>Bare sockets, read by one thread: they cost every server that speaks QMP the same.</summary>
internal sealed class RawSubscribers : IEventPeer
{
    private static readonly TimeSpan StopCheck = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<Socket, RawSubscriber> _subscribers;
    private readonly Socket _first;
    private readonly Receipts _receipts;
    private readonly Thread _thread;
    private TaskCompletionSource<long> _reply = new();
    private volatile bool _isStopping;

    private RawSubscribers(List<RawSubscriber> subscribers, Receipts receipts)
    {
        _subscribers = subscribers.ToDictionary(static subscriber => subscriber.Socket);
        _first = subscribers[0].Socket;
        _receipts = receipts;
        _thread = new Thread(Read) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Connects, and brings the connections into command mode.</summary>
    public static IEventPeer Connect(string path, Receipts receipts) =>
        new RawSubscribers([.. Enumerable.Range(0, receipts.Subscribers).Select(i => RawSubscriber.Connect(path, i))], receipts);

    /// <inheritdoc/>
    public Task<long> EmitAsync(int count) => SendAsync($"{{\"execute\": \"emit\", \"arguments\": {{\"count\": {count}}}}}\n");

    /// <inheritdoc/>
    public Task<long> QueryAllocatedAsync() => SendAsync("{\"execute\": \"query-allocated\"}\n");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isStopping = true;
        _thread.Join();
        foreach (Socket socket in _subscribers.Keys)
        {
            socket.Dispose();
        }

        return default;
    }

    private Task<long> SendAsync(string command)
    {
        var reply = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _reply, reply);
        _first.Send(Encoding.UTF8.GetBytes(command));
        return reply.Task;
    }

    private void Read()
    {
        List<Socket> ready = [];
        try
        {
            while (!_isStopping)
            {
                ready.Clear();
                ready.AddRange(_subscribers.Keys);
                Socket.Select(ready, null, null, StopCheck);
                foreach (Socket socket in ready)
                {
                    if (_subscribers[socket].Receive(_receipts) is { } reply)
                    {
                        Volatile.Read(ref _reply).TrySetResult(reply);
                    }
                }
            }
        }
        catch (Exception cause) when (cause is IOException or SocketException)
        {
            _receipts.Fail(cause);
            Volatile.Read(ref _reply).TrySetException(cause);
        }
    }
}
