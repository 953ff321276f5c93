using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Protocol;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Messages;

/// <summary>Writes messages in order, whoever writes. Who writes doesn't wait for the client to read.</summary>
internal sealed class MessageWriter
{
    // What is written is never part of a web page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // What a client that has gone away may still be told.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);

    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly Stream _output;
    private readonly long _maxWaitingBytes;
    private long _waitingBytes;
    private TaskCompletionSource? _room;

    /// <summary>Makes a writer, and begins.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="maxWaitingBytes">From how many bytes on that the client hasn't read there is no room for more.</param>
    public MessageWriter(Stream output, long maxWaitingBytes)
    {
        _output = output;
        _maxWaitingBytes = maxWaitingBytes;

        // Writing to a pipe that is full holds its thread.
        Writing = Task.Run(WriteAsync);
    }

    /// <summary>Writes what waits; ends with an error once the client can't be written to.</summary>
    public Task Writing { get; }

    /// <summary>Waits until the client has read enough.</summary>
    /// <exception cref="IOException">It can't be written to any more.</exception>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Writing.IsFaulted ? Writing
                : _waitingBytes < _maxWaitingBytes ? Task.CompletedTask
                : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes no more, and writes what waits, if the client reads it.</summary>
    public async Task EndAsync()
    {
        _messages.Writer.TryComplete();
        await Writing.WaitAsync(LastWait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync<T>(JsonElement id, T result, JsonTypeInfo<T> type) => WriteAsync(json =>
    {
        WriteId(json, id);
        json.WritePropertyName("result"u8);
        if (result is null)
        {
            json.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(json, result, type);
        }
    });

    /// <summary>Answers a request that failed; the id is null when none could be read.</summary>
    public Task FailAsync(JsonElement? id, int code, string message) => WriteAsync(json =>
    {
        WriteId(json, id);
        json.WritePropertyName("error"u8);
        JsonSerializer.Serialize(json, new ResponseError(code, SafeText.EscapeLines(message)), LspJson.Default.ResponseError);
    });

    /// <summary>Tells the client something.</summary>
    public Task NotifyAsync<T>(string method, T parameters, JsonTypeInfo<T> type) => WriteAsync(json =>
    {
        json.WriteString("method"u8, method);
        json.WritePropertyName("params"u8);
        JsonSerializer.Serialize(json, parameters, type);
    });

    /// <summary>Asks the client something; nobody waits for the answer.</summary>
    public Task AskAsync<T>(int id, string method, T parameters, JsonTypeInfo<T> type) => WriteAsync(json =>
    {
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, method);
        json.WritePropertyName("params"u8);
        JsonSerializer.Serialize(json, parameters, type);
    });

    /// <summary>Asks the client something that has no parameters.</summary>
    public Task AskAsync(int id, string method) => WriteAsync(json =>
    {
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, method);
    });

    private static void WriteId(Utf8JsonWriter json, JsonElement? id)
    {
        json.WritePropertyName("id"u8);
        if (id is { } known)
        {
            known.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private Task WriteAsync(Action<Utf8JsonWriter> write)
    {
        var content = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(content, Options))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            write(json);
            json.WriteEndObject();
        }

        byte[] message = [.. Encoding.ASCII.GetBytes($"Content-Length: {content.WrittenCount}\r\n\r\n"), .. content.WrittenSpan];
        lock (_gate)
        {
            _waitingBytes += message.Length;
        }

        _messages.Writer.TryWrite(message);
        return Task.CompletedTask;
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (byte[] message in _messages.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await _output.WriteAsync(message).ConfigureAwait(false);
                await _output.FlushAsync().ConfigureAwait(false);
                Release(message.Length);
            }
        }
        catch
        {
            // Nobody needs to wait for a client that is gone.
            _messages.Writer.TryComplete();
            Release(long.MaxValue / 2);
            throw;
        }
    }

    private void Release(long bytes)
    {
        lock (_gate)
        {
            _waitingBytes -= bytes;
            if (_waitingBytes < _maxWaitingBytes)
            {
                _room?.SetResult();
                _room = null;
            }
        }
    }
}
