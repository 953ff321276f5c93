using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;

namespace DashboardSample;

/// <summary>What the command of <c>workshop.json</c> does, and the jobs that are there from the start.</summary>
internal sealed class Workshop(JobManager jobs, IQmpEventSink sink) : IWorkshopCommands
{
    private readonly WorkshopEventEmitter _events = new(sink);

    /// <inheritdoc/>
    public async ValueTask WorkStartAsync(
        string jobId, WorkKind kind, long? units, long? unitsPerSecond, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        if (units < 0 || unitsPerSecond < 0)
        {
            throw new QmpErrorException("Units must not be negative");
        }

        await jobs.StartAsync(Make(jobId, kind, units ?? 1000), Options(jobId, kind, unitsPerSecond ?? 20, autoFinalize, autoDismiss));
    }

    /// <summary>Starts one of each.</summary>
    public async Task OpenAsync()
    {
        await StartAsync("backup-disk0", WorkKind.Copy, 40_000, 90);
        await StartAsync("mirror-disk1", WorkKind.Mirror, 600, 200);
        await StartAsync("backup-disk2", WorkKind.Fail, 300, 60, autoDismiss: false);
        await StartAsync("create-disk3", WorkKind.Copy, 200, 80, autoFinalize: false, autoDismiss: false);
        await StartAsync("backup-disk4", WorkKind.Copy, 90_000, 150);
        await (jobs.Find("backup-disk4")?.PauseAsync() ?? default);
        await StartAsync("create-disk5", WorkKind.Copy, 100, 0, autoDismiss: false);
        await using JobTransaction nightly = jobs.BeginTransaction();
        foreach (string id in (string[])["nightly-a", "nightly-b", "nightly-c"])
        {
            await nightly.CreateAsync(Make(id, WorkKind.Copy, 20_000), Options(id, WorkKind.Copy, 40 + id[^1], null, null));
        }

        await nightly.StartAsync();
    }

    private static JobOptions Options(string id, WorkKind kind, long speed, bool? autoFinalize, bool? autoDismiss) => new()
    {
        Id = id,
        Type = kind == WorkKind.Mirror ? JobType.Mirror : id.StartsWith("create", System.StringComparison.Ordinal) ? JobType.Create : JobType.Backup,
        SpeedBytesPerSecond = speed,
        AutoFinalize = autoFinalize ?? true,
        AutoDismiss = autoDismiss ?? true,
    };

    private WorkDriver Make(string id, WorkKind kind, long units) => new(kind, units, (done, total) => _events.WorkStep(id, done, total));

    private async Task StartAsync(string id, WorkKind kind, long units, long speed, bool? autoFinalize = null, bool? autoDismiss = null) =>
        await jobs.StartAsync(Make(id, kind, units), Options(id, kind, speed, autoFinalize, autoDismiss));
}
