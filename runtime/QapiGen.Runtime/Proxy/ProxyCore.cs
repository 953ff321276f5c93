using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>What brings commands of many clients to one server, and its messages back: who is there, who waits for what.</summary>
/// <remarks>
/// One gate for all of it, held for a few copies at a time; nothing is sent under it. In-band commands in flight at the server are kept within
/// its queue (<see cref="LongQueue"/>) while a client has enabled <c>oob</c>, so that out-of-band ones get through; beyond that the clients take turns.
/// </remarks>
internal sealed partial class ProxyCore : IDisposable
{
    /// <summary>In-band commands in flight while nobody may send out-of-band, so that there is no hurry.</summary>
    private const int WindowWithoutOutOfBand = 64;

    private readonly List<ProxyClient> _clients = [];
    private readonly List<ProxyClient> _touched = [];
    private readonly Queue<ProxyClient> _turns = new();
    private readonly PooledList<byte> _scratch = new(64 * 1024);
    private readonly PooledList<byte> _notice = new(0);
    private readonly ProxyCalls _calls;
    private ProxyUpstream? _upstream;
    private int _inFlight;
    private long _inFlightBytes;
    private bool _isDescriptorCallOut;
    private int _outOfBandClients;
    private bool _greetingOffersOutOfBand;
    private bool _greetingOffersLongQueue;

    /// <summary>Makes one that nobody has connected to.</summary>
    /// <param name="options">The proxy's.</param>
    /// <param name="counts">What is bounded for all clients of the proxy.</param>
    /// <param name="logger">Of all of them: made once, since a factory may fail.</param>
    public ProxyCore(QmpProxyOptions options, ProxyCounts counts, ILogger logger)
    {
        Options = options;
        Counts = counts;
        _calls = new ProxyCalls(counts.Input);
        Logger = logger;
    }

    public QmpProxyOptions Options { get; }

    public ProxyCounts Counts { get; }

    public ILogger Logger { get; }

    /// <summary>Guards everything here and what clients and calls hold.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The greeting for the next client.</summary>
    public byte[] Greeting { get; private set; } = [];

    /// <summary>Gives memory back; clients and server are gone.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            // What was under way is counted for all connections of the proxy, of which others may go on.
            foreach (ProxyCall call in _calls.InUse())
            {
                _calls.Return(call);
            }

            _scratch.Dispose();
            _notice.Dispose();
        }
    }

    /// <summary>Takes a client in and greets it.</summary>
    public ProxyClient Add(IQmpTransport transport)
    {
        ProxyClient client;
        lock (Gate)
        {
            client = new ProxyClient(this, transport, Counts.Enter()) { OffersOutOfBand = _greetingOffersOutOfBand, OffersLongQueue = _greetingOffersLongQueue };
            try
            {
                client.Output.Write(Greeting, isReply: true);
            }
            catch
            {
                // There is no memory for it: then it has never been here.
                client.Output.Dispose();
                Counts.Leave();
                throw;
            }

            _clients.Add(client);
        }

        client.Output.Flush();
        ProxyMetrics.CountClient(1);
        RuntimeLog.ProxyConnected(Logger, client.Number, client.Peer);
        return client;
    }

    /// <summary>A client is gone: what it has sent is forgotten, what the server has of it is executed.</summary>
    public void Remove(ProxyClient client)
    {
        lock (Gate)
        {
            client.IsClosed = true;
            _clients.Remove(client);
            _outOfBandClients -= client.AllowsOutOfBand ? 1 : 0;
            for (ProxyCall? call = client.First; call is not null;)
            {
                ProxyCall? next = call.Next;
                if (!call.IsSent)
                {
                    EndNaming(call, isAnswered: false, hasSucceeded: false);
                    _calls.Return(call);
                }

                call = next;
            }

            client.FirstWaiting = null;
            CloseNamesOf(client);
        }

        Volatile.Read(ref _upstream)?.Output.Kick();
        Counts.Leave();

        ProxyMetrics.CountClient(-1);
        RuntimeLog.ProxyDisconnected(Logger, client.Number, client.DroppedEvents);
    }

    public ProxyClient[] Clients()
    {
        lock (Gate)
        {
            return [.. _clients];
        }
    }

    /// <summary>Ends when another message may be taken from a client; null if that is so now.</summary>
    public Task? WhenRoom(ProxyClient client, int limit)
    {
        lock (Gate)
        {
            if (client.WhenRoom(limit) is { } room)
            {
                return room;
            }
        }

        return client.Output.IsFull ? client.Output.WhenRelievedAsync() : null;
    }

    /// <summary>A batch of a client's messages is done.</summary>
    public void Flush(ProxyClient client)
    {
        Volatile.Read(ref _upstream)?.Output.Kick();
        client.Output.Flush();
    }

    /// <summary>The server has greeted and negotiated.</summary>
    public void Connect(ProxyUpstream upstream)
    {
        lock (Gate)
        {
            _inFlight = 0;
            _inFlightBytes = 0;
            _isDescriptorCallOut = false;
            bool isBack = Greeting.Length > 0;
            Greeting = upstream.ClientGreeting;
            _greetingOffersOutOfBand = upstream.AllowsOutOfBand;
            _greetingOffersLongQueue = upstream.HasLongQueue;
            Volatile.Write(ref _upstream, upstream);
            if (isBack)
            {
                Announce("X_PROXY_SERVER_BACK"u8);
            }
        }

        FlushTouched();
    }

    /// <summary>The server is gone: nobody waits for it any more.</summary>
    public void Disconnect()
    {
        lock (Gate)
        {
            Volatile.Write(ref _upstream, null);
            _turns.Clear();
            _names.Clear();
            foreach (ProxyCall call in _calls.InUse())
            {
                if (call.Client is { IsClosed: false } client && !call.IsAnswered)
                {
                    _scratch.Clear();
                    ProxyTexts.WriteError(_scratch, call.ClientId.Span, QmpErrorClass.GenericError, call.IsSent ? ProxyTexts.Lost : ProxyTexts.NotConnected);
                    Answer(call, client, _scratch.Span);
                }
                else if (call.Client is null or { IsClosed: true })
                {
                    _calls.Return(call);
                }
            }

            _turns.Clear();
            foreach (ProxyClient client in _clients)
            {
                client.InFlight = 0;
                client.IsHeld = false;
            }

            Announce("X_PROXY_SERVER_GONE"u8);
        }

        FlushTouched();
    }

    /// <summary>An event goes to everybody who has negotiated and reads.</summary>
    public void Publish(ReadOnlySpan<byte> message)
    {
        lock (Gate)
        {
            foreach (ProxyClient client in _clients)
            {
                if (!client.IsReady)
                {
                    continue;
                }

                if (!MayTell(client))
                {
                    client.DroppedEvents++;
                    client.UntoldEvents++;
                    Counts.DropEvent();
                    ProxyMetrics.CountDroppedEvent();
                    continue;
                }

                TellLoss(client);
                client.Output.Write(message, isReply: true);
                client.Output.Write("\r\n"u8, isReply: true);
                Touch(client);
            }
        }
    }

    /// <summary>A batch of the server's messages is done.</summary>
    public void FlushTouched()
    {
        while (true)
        {
            ProxyClient client;
            lock (Gate)
            {
                if (_touched.Count == 0)
                {
                    break;
                }

                client = _touched[^1];
                _touched.RemoveAt(_touched.Count - 1);
                client.IsTouched = false;
            }

            client.Output.Flush();
        }

        Volatile.Read(ref _upstream)?.Output.Kick();
    }

    /// <summary>Tells everybody who has negotiated what has become of the server.</summary>
    private void Announce(ReadOnlySpan<byte> name)
    {
        _notice.Clear();
        ProxyTexts.WriteEvent(_notice, name, Options.TimeProvider.GetUtcNow(), 0);
        foreach (ProxyClient client in _clients)
        {
            if (client.IsReady)
            {
                client.Output.Write(_notice.Span, isReply: true);
                Touch(client);
            }
        }
    }

    /// <summary>Tells a client that reads again how many events it has lost, before the next thing that it gets.</summary>
    private void TellLoss(ProxyClient client)
    {
        if (client.UntoldEvents == 0 || !MayTell(client))
        {
            return;
        }

        _notice.Clear();
        ProxyTexts.WriteEvent(_notice, "X_PROXY_EVENTS_LOST"u8, Options.TimeProvider.GetUtcNow(), client.UntoldEvents);
        client.UntoldEvents = 0;
        client.Output.Write(_notice.Span, isReply: true);
    }

    /// <summary>Whether a client reads so well that it gets events.</summary>
    private bool MayTell(ProxyClient client) =>
        client.Output.PendingBytes <= Options.MaxPendingEventBytes && !Counts.Output.IsExceededBy(client.Output.PendingBytes);

    private void Touch(ProxyClient client)
    {
        if (!client.IsTouched)
        {
            client.IsTouched = true;
            _touched.Add(client);
        }
    }
}
