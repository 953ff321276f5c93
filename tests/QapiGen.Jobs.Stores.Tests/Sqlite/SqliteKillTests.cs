using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>A process that writes is killed again and again. <c>QAPIGEN_KILLS</c> says how many times; a few by default.</summary>
[Trait("Draws", "examples")]
public sealed class SqliteKillTests
{
    private static readonly int s_count = int.Parse(Environment.GetEnvironmentVariable("QAPIGEN_KILLS") ?? "8", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(JobDurability.Process)]
    [InlineData(JobDurability.Machine)]
    public async Task What_a_killed_process_called_durable_is_there(JobDurability durability)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("jobs.db");
        var random = new Random(Examples.Seed(20260728));
        long durable = 0;
        for (int kill = 1; kill <= s_count; kill++)
        {
            using (var child = new ChildProcess([], "write", path, durability.ToString()))
            {
                string[] opened = (await child.ReadLineAsync())!.Split(' ');
                Assert.Equal("opened", opened[0]);
                Assert.True(long.Parse(opened[2], CultureInfo.InvariantCulture) >= durable);
                for (int lines = random.Next(30); lines > 0; lines--)
                {
                    durable = Sequence(await child.ReadLineAsync()) ?? durable;
                }

                await child.KillAsync();
                while (await child.ReadLineAsync() is { } line)
                {
                }
            }

            durable = await CheckAsync(path, durable);
        }
    }

    /// <summary>Looks at what is there: each job as its history says, none without its end, no number left out.</summary>
    private static async Task<long> CheckAsync(string path, long durable)
    {
        await using var store = new SqliteJobStore(path);
        Records records = await Records.OpenAsync(store);
        Assert.False(records.Content.WasClosed);
        Assert.True(records.Content.LastSequence >= durable, $"{records.Content.LastSequence} is there, {durable} was durable");
        var last = new Dictionary<long, JobStatus>();
        long transition = (await store.ReadSinceAsync(0, 1)).Oldest - 1;
        while ((await store.ReadSinceAsync(transition, 10_000)).Transitions is { Count: > 0 } page)
        {
            foreach (StoredTransition item in page)
            {
                Assert.Equal(++transition, item.Transition);
                Assert.Equal(item.From, last.GetValueOrDefault(item.Job, item.From));
                last[item.Job] = item.To;
            }
        }

        Assert.Equal(records.Content.LastTransition, transition);
        List<StoredJob> jobs = await records.JobsAsync();
        Assert.Equal(records.Content.JobCount, jobs.Count);
        Assert.DoesNotContain(jobs, job => job.Damage is not null);
        Dictionary<long, JobStatus> kept = jobs.Where(job => last.ContainsKey(job.Number)).ToDictionary(job => job.Number, job => job.State.Status);
        Assert.Equal(last.Where(item => item.Value != JobStatus.Null).OrderBy(item => item.Key), kept.OrderBy(item => item.Key));
        foreach (StoredJob job in jobs.Where(job => job.HasCheckpoint).TakeLast(50))
        {
            JobBodies bodies = (await store.ReadBodiesAsync(job.Number))!;
            Assert.Equal($"{{\"job\": {job.Number}}}", Encoding.UTF8.GetString(bodies.Checkpoint!.Value.Span));
            Assert.Equal(100, bodies.Arguments.Length);
        }

        // Its end must not count as a good one for the next process.
        await store.AbandonAsync();
        return records.Content.LastSequence;
    }

    private static long? Sequence(string? line) =>
        line?.Split(' ') is ["durable", var number] && long.TryParse(number, CultureInfo.InvariantCulture, out long sequence) ? sequence : null;
}
