using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;

namespace QapiGen.Benchmarks.Durable.Peers;

/// <summary>Another engine over a SQLite file with a write-ahead log: makes jobs that do nothing, runs them, and keeps that they have ended.</summary>
/// <param name="name">Its name.</param>
/// <param name="clients">How many make jobs at once: as many as suit it best.</param>
/// <param name="share">One job of how many is enough for a round, where it is slow.</param>
internal abstract class JobPeer(string name, int clients, int share = 1) : IAsyncDisposable
{
    /// <summary>Jobs that have run.</summary>
    private static long s_ran;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>How many make jobs at once.</summary>
    public int Clients => clients;

    /// <summary>What a job does: nothing, but be counted.</summary>
    public static void Run() => Interlocked.Increment(ref s_ran);

    /// <summary>Begins over a file that isn't there yet.</summary>
    public abstract Task StartAsync(string database);

    /// <summary>Jobs from their creation to the moment when the file says that all have ended.</summary>
    /// <returns>Jobs per second.</returns>
    public async Task<double> LiveAsync(string database, int jobs)
    {
        int each = int.Max(1, jobs / share / clients);
        long before = Interlocked.Read(ref s_ran);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                await CreateAsync();
            }
        })));
        while (Interlocked.Read(ref s_ran) - before < each * clients)
        {
            await Task.Delay(10);
        }

        await using var connection = new SqliteConnection($"Data Source={database}");
        await connection.OpenAsync();
        await using SqliteCommand unfinished = connection.CreateCommand();
        unfinished.CommandText = UnfinishedJobs;
        while ((long)(await unfinished.ExecuteScalarAsync())! > 0)
        {
            await Task.Delay(10);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Interlocked.Read(ref s_ran) - before == each * clients
            ? each * clients / seconds
            : throw new InvalidOperationException($"{name} ran {Interlocked.Read(ref s_ran) - before} jobs of {each * clients}.");
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>A query for the number of jobs whose end isn't in the file.</summary>
    protected abstract string UnfinishedJobs { get; }

    /// <summary>Makes a job that runs as soon as it can; returns when it is kept.</summary>
    protected abstract Task CreateAsync();
}
