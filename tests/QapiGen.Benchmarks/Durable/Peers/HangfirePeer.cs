using System;
using System.Threading.Tasks;
using Hangfire;
using Hangfire.Storage.SQLite;

namespace QapiGen.Benchmarks.Durable.Peers;

/// <summary>Hangfire over Hangfire.Storage.SQLite.</summary>
internal sealed class HangfirePeer() : JobPeer("Hangfire", 1, share: 20)
{
    private SQLiteStorage? _storage;
    private BackgroundJobClient? _client;
    private BackgroundJobServer? _server;

    protected override string UnfinishedJobs => "select count(*) from Job where StateName is null or StateName <> 'Succeeded'";

    public override Task StartAsync(string database)
    {
        _storage = new SQLiteStorage(database, new SQLiteStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(20) });
        _client = new BackgroundJobClient(_storage);
        _server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 20 }, _storage);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _storage?.Dispose();
        return default;
    }

    protected override Task CreateAsync()
    {
        _client!.Enqueue(static () => Run());
        return Task.CompletedTask;
    }
}
