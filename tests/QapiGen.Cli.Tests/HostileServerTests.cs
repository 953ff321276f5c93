using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.Cli.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Servers on sockets that mean harm, and sockets whose names do: <see cref="HostileTextTests"/> for what only a real connection shows.</summary>
public sealed class HostileServerTests : IDisposable
{
    private const string Hostile = "x\e[31m\e]0;owned\a\nerror: forged\r\u202Eevil\u009B2J\u2028";

    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("qh").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("shell unix:{0} query")]
    [InlineData("shell unix:{0} ")]
    [InlineData("shell unix:{0} --wait ")]
    [InlineData("shell {0} x --wait E")]
    public async Task Only_names_are_proposed_of_what_a_live_server_has(string line)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string json = JsonSerializer.Serialize(Hostile);
        FakeServer server = new FakeServer().Answer("query-qmp-schema", $$"""
            [{"name": {{json}}, "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "query$(id)", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
             {"name": "query-good", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": {{JsonSerializer.Serialize("E" + Hostile)}}, "meta-type": "event", "arg-type": "0"},
             {"name": "EVENT_GOOD", "meta-type": "event", "arg-type": "0"}, {"name": "--evil", "meta-type": "event", "arg-type": "0"},
             {"name": "0", "meta-type": "object", "members": []}]
            """);
        QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(_folder, "q")));
        Task serving = server.ListenAsync(listener);
        line = string.Format(null, line, Path.Combine(_folder, "q"));

        // Whoever completes has little patience, and a busy machine may try it: then nothing of the server is proposed.
        string expected = line.Contains("wait", StringComparison.Ordinal) ? "EVENT_GOOD" : "query-good";
        CliResult result;
        string[] proposed;
        long start = Stopwatch.GetTimestamp();
        do
        {
            result = await new CliHarness().RunAsync($"[suggest:{line.Length}]", line).WaitAsync(Hang);
            proposed = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        while (!proposed.Contains(expected) && Stopwatch.GetElapsedTime(start) < Hang);

        await listener.DisposeAsync();
        await serving.WaitAsync(Hang);
        Assert.Contains(expected, proposed);
        Assert.All(proposed, static word => Assert.Matches("^(--[a-z-]+|-[a-z?]|[A-Za-z0-9_.-]+)$", word));
        Assert.DoesNotContain("--evil", proposed);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Where_a_proxy_listens_is_said_on_one_line()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string path = Path.Combine(_folder, "l\e[31m\nerror: forged\u202E\u009B");
        string audit = Path.Combine(_folder, "audit");
        await using var server = new FakeQmpServer();
        var harness = new CliHarness { Connect = (_, _) => new ValueTask<IQmpTransport>(server.Connect()) };
        Task<CliResult> running = harness.RunAsync("proxy", "--server", "unix:/server", "--listen", "unix:" + path, "--audit", audit);
        await using (QmpClient client = await ConnectAsync(path))
        {
            using JsonDocument arguments = JsonDocument.Parse("{}");
            await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync(Hostile, arguments.RootElement));
        }

        await server.DisconnectAsync();
        CliResult result = await running.WaitAsync(Hang);

        Assert.Equal(ExitCodes.Failure, result.ExitCode);
        Assert.Equal($"Listening at unix:{_folder}/l\\u001B[31m\\u000Aerror: forged\\u202E\\u009B\n", result.Output);
        Assert.StartsWith("qapigen: error: The server is gone", result.Error, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(audit);
        Assert.Equal(["qmp_capabilities", Hostile], lines.Select(static line => JsonElement.Parse(line).GetProperty("execute").GetString()));
        Assert.DoesNotContain(string.Concat(lines), static c => c is < ' ' or > '~');
    }

    private static async Task<QmpClient> ConnectAsync(string path)
    {
        using var patience = new CancellationTokenSource(Hang);
        while (true)
        {
            try
            {
                return await QmpClient.ConnectAsync(QmpAddress.Unix(path), cancellationToken: patience.Token);
            }
            catch (QmpConnectionException)
            {
                await Task.Delay(10, patience.Token);
            }
        }
    }
}
