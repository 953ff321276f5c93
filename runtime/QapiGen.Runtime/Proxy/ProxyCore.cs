using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>What brings commands of many clients to one server, and its messages back: who is there, who waits for what.</summary>
/// <remarks>
/// One gate for all of it, held for a few copies at a time; nothing is sent under it. In-band commands in flight at the server are kept within
/// its queue of eight while a client has enabled <c>oob</c>, so that out-of-band ones get through; beyond that the clients take turns.
/// </remarks>
internal sealed partial class ProxyCore : IDisposable
{
    /// <summary>In-band commands in flight, as QEMU's queue is (QMP spec 11.2); while nobody may send out-of-band there is no hurry.</summary>
    private const int Window = 8;
    private const int WindowWithoutOutOfBand = 64;

    private readonly List<ProxyClient> _clients = [];
    private readonly List<ProxyClient> _touched = [];
    private readonly Queue<ProxyClient> _turns = new();
    private readonly PooledList<byte> _scratch = new(64 * 1024);
    private readonly PooledList<byte> _notice = new(0);
    private readonly ProxyCalls _calls = new();
    private ProxyUpstream? _upstream;
    private int _inFlight;
    private bool _isDescriptorCallOut;
    private readonly ProxyCounts _counts;
    private int _outOfBandClients;

    public ProxyCore(QmpProxyOptions options, ProxyCounts counts)
    {
        Options = options;
        _counts = counts;
        Logger = options.LoggerFactory.CreateLogger(ProxyLog.Category);
    }

    public QmpProxyOptions Options { get; }

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
            client = new ProxyClient(this, transport, _counts.Enter());
            _clients.Add(client);
            client.Output.Write(Greeting, isReply: true);
        }

        client.Output.Flush();
        ProxyMetrics.CountClient(1);
        ProxyLog.Connected(Logger, client.Number, client.Peer);
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
                    EndNaming(call, hasSucceeded: false);
                    _calls.Return(call);
                }

                call = next;
            }

            client.FirstWaiting = null;
            CloseNamesOf(client);
        }

        Volatile.Read(ref _upstream)?.Output.Kick();
        _counts.Leave();

        ProxyMetrics.CountClient(-1);
        ProxyLog.Disconnected(Logger, client.Number, client.DroppedEvents);
    }

    public ProxyClient[] Clients()
    {
        lock (Gate)
        {
            return [.. _clients];
        }
    }

    public Task? WhenRoom(ProxyClient client, int limit)
    {
        lock (Gate)
        {
            return client.WhenRoom(limit);
        }
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
            _isDescriptorCallOut = false;
            bool isBack = Greeting.Length > 0;
            Greeting = upstream.ClientGreeting;
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

            Announce("X_PROXY_SERVER_GONE"u8);
        }

        FlushTouched();
    }

    /// <summary>An event goes to everybody who has negotiated and reads.</summary>
    public void Publish(ReadOnlySpan<byte> message)
    {
        lock (Gate)
        {
            _scratch.Clear();
            _scratch.AddRange(message);
            _scratch.AddRange("\r\n"u8);
            foreach (ProxyClient client in _clients)
            {
                if (!client.IsReady)
                {
                    continue;
                }

                if (client.Output.PendingBytes > Options.MaxPendingEventBytes)
                {
                    client.DroppedEvents++;
                    client.UntoldEvents++;
                    _counts.DropEvent();
                    ProxyMetrics.CountDroppedEvent();
                    continue;
                }

                TellLoss(client);
                client.Output.Write(_scratch.Span, isReply: true);
                Touch(client);
            }
        }
    }

    /// <summary>A reply goes to whoever asked.</summary>
    public void Reply(in ReceivedMessage message)
    {
        lock (Gate)
        {
            ProxyCall? call = message.TryGetId(out long id) ? _calls.Find(id) : message.Id.IsEmpty ? _calls.FindOldest() : null;
            if (call is not { IsSent: true })
            {
                ProxyLog.StrayReply(Logger);
                return;
            }

            if (!call.IsOutOfBand)
            {
                _inFlight--;
            }

            if (call.Descriptors is not null)
            {
                call.CloseDescriptors();
                _isDescriptorCallOut = false;
            }

            EndNaming(call, hasSucceeded: message.Error.IsEmpty);
            if (call.Client is { IsClosed: false } client)
            {
                WriteReply(message, call);
                Answer(call, client, _scratch.Span);
            }
            else
            {
                ProxyClient? gone = call.Client;
                _calls.Return(call);
                if (gone is not null)
                {
                    CloseNamesOf(gone);
                }
            }

            SendWaiting();
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
        if (client.UntoldEvents == 0 || client.Output.PendingBytes > Options.MaxPendingEventBytes)
        {
            return;
        }

        _notice.Clear();
        ProxyTexts.WriteEvent(_notice, "X_PROXY_EVENTS_LOST"u8, Options.TimeProvider.GetUtcNow(), client.UntoldEvents);
        client.UntoldEvents = 0;
        client.Output.Write(_notice.Span, isReply: true);
    }

    private void Touch(ProxyClient client)
    {
        if (!client.IsTouched)
        {
            client.IsTouched = true;
            _touched.Add(client);
        }
    }

    /// <summary>Gives a client its reply, and those that have waited for this one.</summary>
    private void Answer(ProxyCall call, ProxyClient client, ReadOnlySpan<byte> reply)
    {
        TellLoss(client);
        client.Output.Write(reply, isReply: true);
        if (client.FirstWaiting == call)
        {
            client.FirstWaiting = call.Next;
        }

        client.Remove(call);
        _calls.Return(call);
        while (client.First is { IsAnswered: true } own)
        {
            client.Output.Write(own.Text.Span, isReply: true);
            client.Remove(own);
            _calls.Return(own);
        }

        Touch(client);
    }

    private void WriteReply(in ReceivedMessage message, ProxyCall call)
    {
        ReadOnlySpan<byte> id = call.ClientId.Span;
        _scratch.Clear();
        if (!id.IsEmpty && !call.ListsCommands && message.Text.Overlaps(message.Id, out int start))
        {
            _scratch.AddRange(message.Text[..start]);
            _scratch.AddRange(id);
            _scratch.AddRange(message.Text[(start + message.Id.Length)..]);
            _scratch.AddRange("\r\n"u8);
            return;
        }

        bool isError = message.Return.IsEmpty;
        _scratch.AddRange(isError ? "{\"error\": "u8 : "{\"return\": "u8);
        if (call.ListsCommands && !isError)
        {
            ProxyListing.Write(message.Return, Options.Policy, _scratch);
        }
        else
        {
            _scratch.AddRange(isError ? message.Error : message.Return);
        }

        if (!id.IsEmpty)
        {
            _scratch.AddRange(", \"id\": "u8);
            _scratch.AddRange(id);
        }

        _scratch.AddRange("}\r\n"u8);
    }
}
