using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using Quartz;

namespace QapiGen.Benchmarks.Durable.Peers;

/// <summary>Quartz with its store for ADO.NET.</summary>
internal sealed class QuartzPeer() : JobPeer("Quartz", 100)
{
    private IScheduler? _scheduler;
    private int _number;

    protected override string UnfinishedJobs => "select count(*) from QRTZ_JOB_DETAILS";

    public override async Task StartAsync(string database)
    {
        string connectionString = $"Data Source={database}";
        await using (var connection = new SqliteConnection(connectionString))
        {
            // It leaves the file as it finds it, and a write-ahead log is several times as fast.
            await connection.OpenAsync();
            await using SqliteCommand log = connection.CreateCommand();
            log.CommandText = "pragma journal_mode = wal";
            await log.ExecuteScalarAsync();
        }

        _scheduler = await QuartzSchedulerBuilder.Create(builder =>
        {
            builder.UseDefaultThreadPool(20);
            builder.UsePersistentStore(store =>
            {
                store.UseSqlite(connectionString);
                store.ProvisionSchema();
            });
        }).BuildScheduler();
        await _scheduler.Start();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_scheduler is not null)
        {
            await _scheduler.Shutdown();
        }
    }

    protected override async Task CreateAsync()
    {
        string id = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        await _scheduler!.ScheduleJob(JobBuilder.Create<Nothing>().WithIdentity(id).Build(), TriggerBuilder.Create().WithIdentity(id).StartNow().Build());
    }

    /// <summary>The job; Quartz makes it.</summary>
    public sealed class Nothing : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            Run();
            return default;
        }
    }
}
