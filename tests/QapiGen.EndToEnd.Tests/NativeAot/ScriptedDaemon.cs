using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;

namespace QapiGen.EndToEnd.Tests.NativeAot;

/// <summary>A storage daemon that does nothing but answer one client in the right form, and writes down what it was told. It shares no code with what it tests.</summary>
internal sealed class ScriptedDaemon : IDisposable
{
    private const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 7, "minor": 8, "major": 9}, "package": "(scripted)"}, "capabilities": ["oob"]}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task<List<string>> _serving;
    private string _job = "";

    /// <summary>Listens.</summary>
    public ScriptedDaemon(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        _serving = ServeAsync();
    }

    /// <summary>What the client has sent, negotiation aside: command and arguments. Waits until it has left.</summary>
    public Task<List<string>> ReadCommandsAsync() => _serving.WaitAsync(Patience);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task<List<string>> ServeAsync()
    {
        List<string> commands = [];
        using var stream = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        await writer.WriteLineAsync(Greeting);
        while (await reader.ReadLineAsync() is { } line)
        {
            JsonElement message = JsonElement.Parse(line);
            string command = message.GetProperty("execute").GetString()!;
            string? arguments = message.TryGetProperty("arguments", out JsonElement given) ? JsonSerializer.Serialize(given) : null;
            if (command != "qmp_capabilities")
            {
                commands.Add(arguments is null ? command : $"{command} {arguments}");
            }

            await writer.WriteLineAsync($$"""{"id": {{message.GetProperty("id").GetRawText()}}, "return": {{Answer(command)}}}""");
            if (command == "blockdev-create")
            {
                _job = given.GetProperty("job-id").GetString()!;
                await writer.WriteLineAsync(Event("created"));
                await writer.WriteLineAsync(Event("running"));
                await writer.WriteLineAsync(Event("concluded"));
            }
        }

        return commands;
    }

    private string Answer(string command) => command switch
    {
        "query-version" => """{"qemu": {"micro": 7, "minor": 8, "major": 9}, "package": "(scripted)"}""",
        "query-jobs" => $$"""[{"id": "{{_job}}", "type": "create", "status": "concluded", "current-progress": 1, "total-progress": 1, "unknown-to-clients": [0]}]""",
        _ => "{}",
    };

    private string Event(string status) =>
        $$$"""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "JOB_STATUS_CHANGE", "data": {"id": "{{{_job}}}", "status": "{{{status}}}"}}""";
}
