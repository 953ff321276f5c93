using System;
using System.Threading;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server.Output;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>Writes events and sends them to all connections in command mode, in one order for all (QMP spec 14).</summary>
internal sealed class EventBroadcaster : IDisposable
{
    private const int KeptBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly QmpService _service;
    private readonly ConnectionSet _connections;
    private readonly EventThrottle _throttle;
    private readonly PooledList<byte> _data = new(KeptBytes);
    private readonly PooledList<byte> _filtered = new(KeptBytes);
    private readonly PooledList<byte> _message = new(KeptBytes);

    public EventBroadcaster(QmpService service, ConnectionSet connections)
    {
        _service = service;
        _connections = connections;
        _throttle = new EventThrottle(service.Options, _lock, kept => Send(kept.Span));
    }

    public void Emit<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : IWireWritable<TData>
    {
        QmpServiceOptions options = _service.Options;
        if (options.Compatibility.Hides(descriptor.Features))
        {
            ServerTelemetry.CountDroppedEvent(options.Name, "hidden");
            return;
        }

        lock (_lock)
        {
            try
            {
                ReadOnlyMemory<byte> content = WriteData(descriptor, data);
                WriteMessage(descriptor, content.Span);
                if (_throttle.Admits(descriptor.Name, content, _message.Span, out bool replacedOther))
                {
                    Send(_message.Span);
                }

                if (replacedOther)
                {
                    ServerTelemetry.CountDroppedEvent(options.Name, "rate-limit");
                }
            }
            finally
            {
                // What a large event took goes back now: the next one may be long in coming.
                _data.Clear();
                _filtered.Clear();
                _message.Clear();
            }
        }
    }

    public void Dispose()
    {
        _throttle.Dispose();
        lock (_lock)
        {
            _data.Dispose();
            _filtered.Dispose();
            _message.Dispose();
        }
    }

    private ReadOnlyMemory<byte> WriteData<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : IWireWritable<TData>
    {
        _data.Clear();
        var writer = new WireWriter(_data);
        TData.Write(ref writer, data);
        writer.Flush();
        ReadOnlyMemory<byte> content = _data.Memory;
        if (_service.Options.Compatibility.ChecksOutput && _service.Types.TryGetEvent(descriptor.Name, out QmpEventInfo? info))
        {
            _filtered.Clear();
            _service.Filter.Write(content, info.Data, _filtered);
            content = _filtered.Memory;
        }

        return content.Span.SequenceEqual("{}"u8) ? default : content;
    }

    private void WriteMessage(QmpEventDescriptor descriptor, ReadOnlySpan<byte> data)
    {
        // Rounded down, so that before 1970 the fraction isn't negative.
        long ticks = (_service.Options.TimeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        (long seconds, long rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        _message.Clear();
        var writer = new WireWriter(_message);
        writer.BeginObject();
        writer.Member("\"timestamp\": "u8);
        writer.BeginObject();
        writer.Member("\"seconds\": "u8);
        writer.Int64(seconds);
        writer.Member("\"microseconds\": "u8);
        writer.Int64(rest / TimeSpan.TicksPerMicrosecond);
        writer.EndObject();
        writer.Member("\"event\": "u8);
        writer.String(descriptor.Name);
        if (!data.IsEmpty)
        {
            writer.Member("\"data\": "u8);
            writer.Raw(data);
        }

        writer.EndObject();
        writer.Flush();
        FinishLine();
    }

    private void FinishLine()
    {
        if (_service.Options.IsPretty)
        {
            _filtered.Clear();
            PrettyPrinter.Write(_message.Span, _filtered);
            _message.Clear();
            _message.AddRange(_filtered.Span);
        }

        _message.AddRange("\r\n"u8);
    }

    private void Send(ReadOnlySpan<byte> message)
    {
        int reached = 0;
        foreach (ServerConnection connection in _connections.All)
        {
            if (connection.TrySendEvent(message))
            {
                reached++;
            }
        }

        ServerTelemetry.CountEvents(_service.Options.Name, reached);
    }
}
