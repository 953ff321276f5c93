using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Testing;

/// <summary>A transport that writes down what passes through it, for <see cref="QmpReplayServer"/> or for people.</summary>
/// <remarks>
/// Format: JSON lines in UTF-8. The first is <c>{"qmp-recording": 1, "peer": "unix:/run/qmp.sock"}</c>; each further one a message,
/// <c>{"at": 0.0123, "from": "server", "message": {…}}</c>, where <c>at</c> is in seconds since the beginning, <c>from</c> is <c>client</c> or
/// <c>server</c>; bytes that are no JSON object stand in <c>"raw"</c>, in base 64, instead. <c>"descriptors": 1</c> before the message says how
/// many file descriptors the client passed with it; they pass where the recorded transport lets them.
/// </remarks>
public class QmpRecorder : IQmpTransport
{
    private readonly IQmpTransport _inner;
    private readonly Stream _log;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly Pipe _toClient = new();
    private readonly MessageSplitter _sent = new();
    private readonly Task _pump;
    private int _descriptors;

    private QmpRecorder(IQmpTransport inner, Stream log, TimeProvider? time)
    {
        _inner = inner;
        _log = log;
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        WriteLine(writer =>
        {
            writer.WriteNumber("qmp-recording", 1);
            writer.WriteString("peer", inner.Description);
        });
        Output = new WatchedWriter(inner.Output, Sent);
        _pump = Task.Run(() => PumpAsync(inner.Input, _toClient.Writer));
    }

    /// <inheritdoc/>
    public PipeReader Input => _toClient.Reader;

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <inheritdoc/>
    public string Description => _inner.Description;

    /// <summary>Records a conversation.</summary>
    /// <param name="inner">The transport to the server; disposed with the result.</param>
    /// <param name="log">Where to write; disposed with the result.</param>
    /// <param name="time">Clock of the recording; null for the system's.</param>
    /// <returns>The transport to use. It is an <see cref="IQmpDescriptorTransport"/> if <paramref name="inner"/> is.</returns>
    public static QmpRecorder Wrap(IQmpTransport inner, Stream log, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(log);
        return inner is IQmpDescriptorTransport descriptors ? new DescriptorRecorder(descriptors, log, time) : new QmpRecorder(inner, log, time);
    }

    /// <summary>Records to a file, which is replaced.</summary>
    /// <param name="inner">The transport to the server; disposed with the result.</param>
    /// <param name="path">The file.</param>
    /// <returns>The transport to use. It is an <see cref="IQmpDescriptorTransport"/> if <paramref name="inner"/> is.</returns>
    public static QmpRecorder ToFile(IQmpTransport inner, string path) => Wrap(inner, File.Create(path));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync().ConfigureAwait(false);
        _inner.Input.CancelPendingRead();
        await _pump.ConfigureAwait(false);
        if (_sent.End() is { } rest)
        {
            Note("client", rest, false);
        }

        await _log.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private void Sent(ReadOnlyMemory<byte> bytes)
    {
        foreach ((byte[] message, bool isObject) in _sent.Add(bytes))
        {
            Note("client", message, isObject, _descriptors);
            _descriptors = 0;
        }
    }

    private async Task PumpAsync(PipeReader from, PipeWriter to)
    {
        var splitter = new MessageSplitter();
        try
        {
            while (true)
            {
                ReadResult result = await from.ReadAsync().ConfigureAwait(false);
                byte[] bytes = result.Buffer.ToArray();
                from.AdvanceTo(result.Buffer.End);
                foreach ((byte[] message, bool isObject) in splitter.Add(bytes))
                {
                    Note("server", message, isObject);
                }

                FlushResult flush = await to.WriteAsync(bytes).ConfigureAwait(false);
                if (result.IsCompleted || result.IsCanceled || flush.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The end of the connection; the side that has not closed it sees it at its own end.
        }
        finally
        {
            if (splitter.End() is { } rest)
            {
                Note("server", rest, false);
            }

            await to.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Note(string side, byte[] bytes, bool isObject, int descriptors = 0)
    {
        JsonElement? message = null;
        try
        {
            message = isObject ? JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth }) : null;
        }
        catch (JsonException)
        {
            // Balanced brackets, but no JSON: recorded as bytes.
        }

        WriteLine(writer =>
        {
            writer.WriteNumber("at", Math.Round(_time.GetElapsedTime(_start).TotalSeconds, 6));
            writer.WriteString("from", side);
            if (descriptors > 0)
            {
                writer.WriteNumber("descriptors", descriptors);
            }

            if (message is { } value)
            {
                writer.WritePropertyName("message");
                value.WriteTo(writer);
            }
            else
            {
                writer.WriteBase64String("raw", bytes);
            }
        });
    }

    private void WriteLine(Action<Utf8JsonWriter> members)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line, new JsonWriterOptions { MaxDepth = QmpRecording.MaxDepth }))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_gate)
        {
            _log.Write(line.WrittenSpan);
            _log.Flush();
        }
    }

    private sealed class DescriptorRecorder(IQmpDescriptorTransport inner, Stream log, TimeProvider? time) : QmpRecorder(inner, log, time), IQmpDescriptorTransport
    {
        public async ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken)
        {
            await inner.SendDescriptorsAsync(descriptors, cancellationToken).ConfigureAwait(false);
            _descriptors += descriptors.Count;
        }
    }

    /// <summary>Shows what is written, before it is sent.</summary>
    private sealed class WatchedWriter(PipeWriter inner, Action<ReadOnlyMemory<byte>> see) : PipeWriter
    {
        private Memory<byte> _memory;

        public override void Advance(int bytes)
        {
            see(_memory[..bytes]);
            _memory = default;
            inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            see(source);
            return inner.WriteAsync(source, cancellationToken);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
