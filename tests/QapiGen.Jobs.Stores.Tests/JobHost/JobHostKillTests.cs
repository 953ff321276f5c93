using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Stores.Tests.PostgreSql;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.JobHost;

/// <summary>The sample host is killed again and again, while clients work with it and remember what they were told. <c>QAPIGEN_KILLS</c> says how many times; a few by default.</summary>
[Collection(PostgresTests.Name)]
[Trait("Draws", "examples")]
public sealed class JobHostKillTests(PostgresServer server, ITestOutputHelper output) : IDisposable
{
    private static readonly int s_kills = int.Parse(Environment.GetEnvironmentVariable("QAPIGEN_KILLS") ?? "6", CultureInfo.InvariantCulture);
    private static readonly int s_seed = Examples.Seed(20260728);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(s_seed);

    private string Socket => _folder.File("qmp.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task After_each_kill_of_a_host_over_SQLite_everything_that_was_told_is_so() => RunAsync("--store", _folder.File("jobs.db"));

    [PostgresFact]
    public async Task After_each_kill_of_a_host_over_PostgreSQL_everything_that_was_told_is_so() =>
        await RunAsync("--postgresql", await server.NewSchemaAsync());

    private async Task RunAsync(params string[] store)
    {
        string[] sources = await MakeSourcesAsync(64 * 1024, (1024 * 1024) + 3, 5_000_001, 9 * 1024 * 1024);
        RememberingClient[] clients = [.. "abc".Select(name => new RememberingClient(name.ToString(), sources, id => _folder.File("target-" + id), new Random(_random.Next())))];
        for (int kill = 0; kill < s_kills; kill++)
        {
            using HostProcess host = Start(store);
            if (kill % 6 == 5)
            {
                // Perhaps in the midst of taking jobs up.
                await Task.Delay(_random.Next(400));
                await host.KillAsync();
                continue;
            }

            int enough = clients.Sum(static client => client.Acknowledged) + _random.Next(1, 100);
            Task lives = Task.WhenAll(clients.Select(client => Task.Run(() => client.LiveAsync(Socket, host))));
            while (!lives.IsCompleted && clients.Sum(static client => client.Acknowledged) < enough)
            {
                await Task.Delay(_random.Next(1, 10));
            }

            Assert.False(host.HasExited, "The host has ended by itself");
            await host.KillAsync();
            await lives;
        }

        using (HostProcess last = Start(store))
        {
            await Task.WhenAll(clients.Select(client => client.SettleAsync(Socket, last)));
            await last.SignalAsync("TERM");
            Assert.Equal((0, ""), await last.EndAsync());
        }

        using HostProcess empty = Start(store);
        using QmpLines qmp = await QmpLines.ConnectAsync(Socket, empty);
        Assert.Empty(await qmp.QueryAsync());
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), static path => Path.GetExtension(path) is ".partial" or ".replaced" or ".new");
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{s_kills} kills, seed {s_seed}; {clients.Sum(static client => client.Acknowledged)} commands acknowledged, {clients.Sum(static client => client.Moves)} moves told, {clients.Sum(static client => client.Dismissed)} jobs brought to their end");
        output.WriteLine(figures);
    }

    private HostProcess Start(string[] store) =>
        HostProcess.Start(["--socket", Socket, .. store, "--durability", _random.Next(2) == 0 ? "process" : "machine"]);

    private async Task<string[]> MakeSourcesAsync(params int[] sizes)
    {
        var paths = new string[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            paths[i] = _folder.File($"source-{i}");
            await File.WriteAllBytesAsync(paths[i], Examples.Bytes(sizes[i]));
        }

        return paths;
    }
}
