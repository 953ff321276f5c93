using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.JobLab.Scripting;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;

namespace QapiGen.JobLab;

/// <summary>The commands of <c>lab.json</c>, on one session.</summary>
internal sealed class LabCommands(LabSession session, LabScheduler scheduler) : ILabCommands
{
    public ValueTask LabCreateAsync(
        string @ref, string id, JobType type, bool autoFinalize, bool autoDismiss, LabDriver driver,
        LabTransaction? txn = null, long? speed = null, string? failsLate = null, CancellationToken cancellationToken = default) =>
        session.CreateAsync(
            new ScriptedJob
            {
                Ref = @ref,
                Id = id,
                Type = type,
                AutoFinalize = autoFinalize,
                AutoDismiss = autoDismiss,
                Transaction = (txn as LabTransaction.Name)?.Value,
                Speed = speed ?? 0,
                Driver = ScriptOf(driver),
            },
            failsLate);

    public ValueTask LabStartAsync(string @ref, CancellationToken cancellationToken = default) => session.StartAsync(@ref);

    public ValueTask LabDriverAsync(
        string @ref, LabDriverEvent @event, long? current = null, long? total = null, string? errno = null, string? message = null,
        string? operation = null, string? action = null, CancellationToken cancellationToken = default)
    {
        ScriptedDriver driver = session.Driver(@ref);
        switch (@event)
        {
            case LabDriverEvent.Progress:
                driver.SetProgress(current ?? 0, total ?? 0);
                break;
            case LabDriverEvent.ReachReady:
                driver.ReachReady();
                break;
            case LabDriverEvent.Busy:
                driver.BecomeBusy();
                break;
            case LabDriverEvent.PausePoint:
                driver.ReachPausePoint();
                break;
            case LabDriverEvent.Finish:
                driver.Finish();
                break;
            case LabDriverEvent.Fail:
                driver.Fail(LabErrno.Parse(errno ?? "EIO"), message);
                break;
            case LabDriverEvent.IoError:
                driver.ReportIoError(operation ?? "read", action ?? "report", LabErrno.Parse(errno ?? "EIO"));
                break;
            default:
                driver.DrainNow();
                break;
        }

        return default;
    }

    public async ValueTask LabInternalAsync(LabInternalAction action, string? @ref = null, CancellationToken cancellationToken = default)
    {
        if (action == LabInternalAction.CancelAll)
        {
            await session.CancelAllAsync();
            return;
        }

        string reference = @ref ?? throw new QmpErrorException("Parameter 'ref' is missing");
        switch (action)
        {
            case LabInternalAction.Pause:
                session.Job(reference).AddPause();
                break;
            case LabInternalAction.Resume:
                RemovePause(reference);
                break;
            default:
                await session.RollBackAsync(reference);
                break;
        }
    }

    public async ValueTask LabSettleAsync(CancellationToken cancellationToken = default) =>
        await scheduler.WhenIdleAsync().WaitAsync(cancellationToken);

    public ValueTask BlockJobCancelAsync(string device, bool? force = null, CancellationToken cancellationToken = default) =>
        session.BlockJob(device).CancelAsync(force ?? false, cancellationToken);

    public ValueTask BlockJobPauseAsync(string device, CancellationToken cancellationToken = default) =>
        session.BlockJob(device).PauseAsync(cancellationToken);

    public ValueTask BlockJobResumeAsync(string device, CancellationToken cancellationToken = default) =>
        session.BlockJob(device).ResumeAsync(cancellationToken);

    public ValueTask BlockJobCompleteAsync(string device, CancellationToken cancellationToken = default) =>
        session.BlockJob(device).CompleteAsync(cancellationToken);

    public ValueTask BlockJobFinalizeAsync(string id, CancellationToken cancellationToken = default) =>
        session.BlockJob(id).FinalizeAsync(cancellationToken);

    public ValueTask BlockJobDismissAsync(string id, CancellationToken cancellationToken = default) =>
        session.BlockJob(id).DismissAsync(cancellationToken);

    public ValueTask BlockJobSetSpeedAsync(string device, long speed, CancellationToken cancellationToken = default) =>
        session.BlockJob(device).SetSpeedAsync(speed, cancellationToken);

    private static DriverScript ScriptOf(LabDriver driver) => new()
    {
        CanComplete = driver.Complete,
        IsSoftWhenReady = driver.Cancel == LabCancel.SoftWhenReady,
        HasFinalDrain = driver.FinalDrain,
        PrepareError = LabErrno.Parse(driver.PrepareFails),
        CompleteError = driver.CompleteFails,
    };

    private void RemovePause(string reference)
    {
        try
        {
            session.Job(reference).RemovePause();
        }
        catch (InvalidOperationException exception)
        {
            throw new QmpErrorException(exception.Message, exception);
        }
    }
}
