using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A server in memory that answers by a table.</summary>
#pragma warning disable CA1001 // A semaphore that is never waited for by a handle holds nothing to dispose of.
internal sealed class FakeServer
#pragma warning restore CA1001
{
    private const string Greeting = """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}""";

    private readonly Dictionary<string, Func<JsonElement, string?>> _answers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly bool _isAgent;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _arrivals = new(StringComparer.Ordinal);
    private IQmpTransport? _server;

    public FakeServer(bool isAgent = false)
    {
        _isAgent = isAgent;
        Answer("qmp_capabilities", "{}");
    }

    /// <summary>Whether it says nothing at all.</summary>
    public bool IsSilent { get; init; }

    /// <summary>What it says first; null for nothing or, unless it is an agent, a proper greeting.</summary>
    public string? Greets { get; init; }

    /// <summary>Commands received, in order, with their arguments.</summary>
    public ConcurrentQueue<(string Command, string Arguments)> Received { get; } = new();

    /// <summary>Sets the result of a command.</summary>
    public FakeServer Answer(string command, string result)
    {
        _answers[command] = _ => $"\"return\": {result}";
        return this;
    }

    /// <summary>Sets the error of a command.</summary>
    public FakeServer Refuse(string command, string errorClass, string description)
    {
        string text = JsonEncodedText.Encode(description).ToString();
        _answers[command] = _ => $"\"error\": {{\"class\": \"{errorClass}\", \"desc\": \"{text}\"}}";
        return this;
    }

    /// <summary>Lets a command be without an answer.</summary>
    public FakeServer Ignore(string command)
    {
        _answers[command] = _ => null;
        return this;
    }

    /// <summary>Connects, as the environment of a command line does.</summary>
    public ValueTask<IQmpTransport> ConnectAsync(QmpAddress address, CancellationToken cancellationToken)
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        _server = server;
        _ = ServeAsync(server);
        return ValueTask.FromResult(client);
    }

    /// <summary>Serves who connects to an address, one after the other, until the listener is closed.</summary>
    public async Task ListenAsync(QmpListener listener)
    {
        try
        {
            while (true)
            {
                await ServeAsync(_server = await listener.AcceptAsync());
            }
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>Waits until a command has come for the first time.</summary>
    public Task ReceivesAsync(string command) => Arrival(command).Task;

    /// <summary>Sends a line.</summary>
    public Task SendAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    /// <summary>Closes the connection.</summary>
    public async Task CloseAsync() => await _server!.DisposeAsync();

    private TaskCompletionSource Arrival(string command) => _arrivals.GetOrAdd(command, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    // A test sends events while the server is about to answer: a transport has one writer at a time.
    private async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _server!.Output.WriteAsync(bytes);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ServeAsync(IQmpTransport server)
    {
        if (Greets is not null || !_isAgent)
        {
            await SendAsync(Greets ?? Greeting);
        }

        while (true)
        {
            ReadResult result = await server.Input.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.Latin1.GetString(buffer.Slice(0, end)).Trim('\xFF', ' ', '\r', '\n');
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                await HandleAsync(line);
            }

            server.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                await server.DisposeAsync();
                return;
            }
        }
    }

    private async Task HandleAsync(string line)
    {
        if (IsSilent)
        {
            return;
        }

        JsonElement message = JsonElement.Parse(line, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        string command = message.TryGetProperty("execute", out JsonElement name) ? name.GetString()! : "!" + message.GetProperty("exec-oob").GetString();
        JsonElement arguments = message.TryGetProperty("arguments", out JsonElement given) ? given : default;
        if (command == "guest-sync-delimited")
        {
            await SendAsync([0xFF, .. Encoding.UTF8.GetBytes($"{{\"return\": {arguments.GetProperty("id").GetRawText()}}}\r\n")]);
            return;
        }

        Received.Enqueue((command, arguments.ValueKind == JsonValueKind.Undefined ? "" : arguments.GetRawText()));
        Arrival(command).TrySetResult();
        string? answer = _answers.TryGetValue(command, out Func<JsonElement, string?>? found)
            ? found(arguments)
            : $"\"error\": {{\"class\": \"CommandNotFound\", \"desc\": \"The command {command} has not been found\"}}";
        string id = message.TryGetProperty("id", out JsonElement requestId) ? $", \"id\": {requestId.GetRawText()}" : "";
        if (answer is not null)
        {
            await SendAsync($"{{{answer}{id}}}");
        }
    }
}
