using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
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
/// <c>server</c>; bytes that are no JSON object stand in <c>"raw"</c>, in base 64, instead. File descriptors can't pass.
/// </remarks>
public sealed class QmpRecorder : IQmpTransport
{
    private readonly IQmpTransport _inner;
    private readonly Stream _log;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly Pipe _toClient = new();
    private readonly Pipe _toServer = new();
    private readonly Task _pumps;

    /// <summary>Records a conversation.</summary>
    /// <param name="inner">The transport to the server; disposed with this one.</param>
    /// <param name="log">Where to write; disposed with this transport.</param>
    /// <param name="time">Clock of the recording; null for the system's.</param>
    public QmpRecorder(IQmpTransport inner, Stream log, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(log);
        _inner = inner;
        _log = log;
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        WriteLine(writer =>
        {
            writer.WriteNumber("qmp-recording", 1);
            writer.WriteString("peer", inner.Description);
        });
        _pumps = Task.WhenAll(
            Task.Run(() => PumpAsync(inner.Input, _toClient.Writer, "server")),
            Task.Run(() => PumpAsync(_toServer.Reader, inner.Output, "client")));
    }

    /// <inheritdoc/>
    public PipeReader Input => _toClient.Reader;

    /// <inheritdoc/>
    public PipeWriter Output => _toServer.Writer;

    /// <inheritdoc/>
    public string Description => _inner.Description;

    /// <summary>Records to a file, which is replaced.</summary>
    public static QmpRecorder ToFile(IQmpTransport inner, string path) => new(inner, File.Create(path));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        _inner.Input.CancelPendingRead();
        await _pumps.ConfigureAwait(false);
        await _log.DisposeAsync().ConfigureAwait(false);
    }

    private async Task PumpAsync(PipeReader from, PipeWriter to, string side)
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
                    Note(side, message, isObject);
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
                Note(side, rest, false);
            }

            await to.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Note(string side, byte[] bytes, bool isObject)
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
        using (var writer = new Utf8JsonWriter(line, new JsonWriterOptions { MaxDepth = 1100 }))
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
}
