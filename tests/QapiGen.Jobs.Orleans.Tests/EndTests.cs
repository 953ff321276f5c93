using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.Stores.Tests.PostgreSql;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Runtime.Client;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>A node that is told to end while it can tell nobody: jobs and membership are in a database that is away.</summary>
public sealed class EndTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task A_node_that_is_told_to_end_while_the_database_is_away_ends_in_its_time_and_says_what_it_gave_up()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("source"), new byte[1024 * 1024]);
        string[] arguments = ["--node", "a", "--socket", folder.File("a.sock"), "--store", "postgres:" + await server.NewSchemaAsync()];
        using var sample = new SampleNode(arguments);
        await sample.ReadyAsync();
        await using (QmpClient client = await SampleNode.ConnectAsync(folder.File("a.sock")))
        {
            var backup = new Dictionary<string, object> { ["job-id"] = "b", ["source"] = folder.File("source"), ["target"] = folder.File("copy"), ["speed"] = 64 };
            await client.ExecuteAsync("file-backup", JsonSerializer.SerializeToElement(backup));
        }

        await server.StopAsync("INT");
        try
        {
            await sample.SignalAsync("TERM");
            Assert.Equal(1, await sample.EndAsync().WaitAsync(TimeSpan.FromSeconds(70)));
        }
        finally
        {
            await server.StartAsync();
        }

        Assert.Contains("node a is given up, since it hasn't ended in 30 seconds: ", sample.Output, StringComparison.Ordinal);
    }
}
