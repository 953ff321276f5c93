using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Testing;

/// <summary>The server's end of one connection.</summary>
internal sealed class FakeConnection : IDisposable
{
    private readonly FakeQmpServer _server;
    private readonly FakeServerOptions _options;
    private readonly IQmpTransport _transport;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private bool _isClosed;

    public FakeConnection(FakeQmpServer server, FakeServerOptions options, IQmpTransport transport)
    {
        _server = server;
        _options = options;
        _transport = transport;
        IsNegotiated = options.IsGuestAgent;
    }

    /// <summary>Whether events are delivered and commands exist.</summary>
    public bool IsNegotiated { get; set; }

    /// <summary>Serves until the client goes away.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (_options is { Greeting: { } greeting, IsGuestAgent: false })
            {
                await SendAsync(greeting).ConfigureAwait(false);
            }

            await MessageSplitter.ReadAllAsync(_transport.Input, HandleAsync).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // Closed by the script while a message was handled.
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
            await _transport.Input.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends a message, in the layout that the options ask for; text that isn't JSON goes as it is.</summary>
    public ValueTask SendAsync(string text) => SendAsync(Encode(text));

    /// <summary>Sends bytes.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            int step = _options.SegmentBytes > 0 ? _options.SegmentBytes : Math.Max(1, bytes.Length);
            for (int i = 0; i < bytes.Length; i += step)
            {
                await _transport.Output.WriteAsync(bytes.Slice(i, Math.Min(step, bytes.Length - i))).ConfigureAwait(false);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends bytes, or as many of them as go before the connection is closed: whoever has gone needn't be told.</summary>
    public async ValueTask TellAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes).ConfigureAwait(false);
        }
        catch (Exception e) when (Volatile.Read(ref _isClosed) && e is InvalidOperationException or IOException)
        {
            // It was open when the sender looked.
        }
    }

    /// <summary>A message as bytes, in the layout that the options ask for.</summary>
    public byte[] Encode(string text) => Encoding.UTF8.GetBytes(Lay(text) + (_options.IsGuestAgent ? "\n" : "\r\n"));

    /// <summary>Closes the connection.</summary>
    public ValueTask CloseAsync()
    {
        Volatile.Write(ref _isClosed, true);
        return _transport.DisposeAsync();
    }

    public void Dispose() => _sending.Dispose();

    private async ValueTask HandleAsync(byte[] message, bool isObject)
    {
        if (!isObject || Parse(message) is not { } command)
        {
            await SendAsync("""{"error": {"class": "GenericError", "desc": "JSON parse error, stray ''"}}""").ConfigureAwait(false);
            return;
        }

        bool isOutOfBand = command.TryGetProperty("exec-oob", out JsonElement name);
        if (!isOutOfBand && !command.TryGetProperty("execute", out name))
        {
            await SendAsync("""{"error": {"class": "GenericError", "desc": "QMP input lacks member 'execute'"}}""").ConfigureAwait(false);
            return;
        }

        command.TryGetProperty("arguments", out JsonElement arguments);
        command.TryGetProperty("id", out JsonElement id);
        await _server.HandleAsync(this, new FakeCall(this, name.GetString() ?? "", isOutOfBand, arguments, id)).ConfigureAwait(false);
    }

    private static JsonElement? Parse(byte[] message)
    {
        try
        {
            return JsonElement.Parse(message, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Lay(string text)
    {
        if (!_options.IsPretty || Parse(Encoding.UTF8.GetBytes(text)) is not { } value)
        {
            return text;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, IndentSize = 4, NewLine = "\n", MaxDepth = WireJson.MaxDepth }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
