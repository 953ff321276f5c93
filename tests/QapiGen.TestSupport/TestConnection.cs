using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.TestSupport;

/// <summary>A raw client in memory: sends text, receives lines. What a synchronous command answers is there when sending has ended.</summary>
public sealed class TestConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly IQmpTransport _client;

    private TestConnection(IQmpTransport client, Task serving)
    {
        _client = client;
        Serving = serving;
    }

    /// <summary>Ends when the service has closed the connection.</summary>
    public Task Serving { get; }

    /// <summary>Connects to a service in negotiation mode; the greeting is the first line.</summary>
    public static TestConnection Open(QmpService service) => Open(transport => service.ServeAsync(transport));

    /// <summary>Connects to whatever serves a transport; the greeting is the first line.</summary>
    public static TestConnection Open(Func<IQmpTransport, Task> serve)
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair(PipeScheduler.Inline);
        return new TestConnection(client, serve(server));
    }

    /// <summary>Opens a connection and leaves negotiation mode.</summary>
    public static async Task<TestConnection> OpenReadyAsync(QmpService service, bool outOfBand = false)
    {
        TestConnection connection = Open(service);
        await connection.ReadAsync();
        string enable = outOfBand ? ",\"arguments\":{\"enable\":[\"oob\"]}" : "";
        await connection.SendAsync($"{{\"execute\":\"qmp_capabilities\"{enable}}}");
        await connection.ReadAsync();
        return connection;
    }

    /// <summary>Sends text as it is.</summary>
    public async Task SendAsync(string text) => await _client.Output.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _client.Output.WriteAsync(bytes);

    /// <summary>The next line; null at the end of the stream.</summary>
    public async Task<string?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            ReadResult result = await _client.Input.ReadAsync(patience.Token);
            if (TryTakeLine(result.Buffer, out string? line))
            {
                return line;
            }

            _client.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>The next line if it is there already; otherwise null.</summary>
    public string? TryRead()
    {
        if (!_client.Input.TryRead(out ReadResult result))
        {
            return null;
        }

        if (TryTakeLine(result.Buffer, out string? line))
        {
            return line;
        }

        _client.Input.AdvanceTo(result.Buffer.Start);
        return null;
    }

    /// <summary>Sends text and waits for the next line.</summary>
    public async Task<string?> AskAsync(string text)
    {
        await SendAsync(text);
        return await ReadAsync();
    }

    /// <summary>Ends what is sent; what is received goes on.</summary>
    public void ShutdownSending() => _client.Output.Complete();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private bool TryTakeLine(ReadOnlySequence<byte> buffer, out string? line)
    {
        var reader = new SequenceReader<byte>(buffer);
        bool isWhole = reader.TryReadTo(out ReadOnlySequence<byte> text, "\r\n"u8);
        line = isWhole ? Encoding.ASCII.GetString(text) : null;
        if (isWhole)
        {
            _client.Input.AdvanceTo(reader.Position);
        }

        return isWhole;
    }
}
