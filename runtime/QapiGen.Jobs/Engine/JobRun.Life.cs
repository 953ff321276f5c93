using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Engine;

/// <content>From the launch of the driver to its end.</content>
internal sealed partial class JobRun
{
    private Task? _work;

    private void Launch(RunDispatcher dispatcher)
    {
        if (job.IsBlocking)
        {
            try
            {
                dispatcher.StartThread(Begin, job.Id);
                return;
            }
            catch (Exception cause) when (cause is OutOfMemoryException or ThreadStartException)
            {
                // The job fails as if its driver had said so; who lets it go has others to let go, and events to deliver.
                Extra.LaunchFault = new JobFailedException(Errno.NoMemory, "No thread could be started for the job");
                JobLog.WorkFailed(Logger, job.Id, cause);
            }
        }

        dispatcher.Queue(this);
    }

    private void Begin()
    {
        if (_isStopping)
        {
            Engine.Stopped(job);
            return;
        }

        try
        {
            _work = _extra?.LaunchFault is { } fault ? Task.FromException(fault) : Work();
        }
#pragma warning disable CA1031 // A driver that throws is a job that fails.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _work = Task.FromException(exception);
        }

        if (_work.IsCompleted)
        {
            End();
        }
        else
        {
            Engine.Dispatcher.WhenOver(_work, End);
        }
    }

    private void End()
    {
        Task work = _work!;
        _work = null;
        if (_isStopping && (work.IsCanceled || work.Exception?.InnerException is OperationCanceledException))
        {
            Engine.Stopped(job);
            return;
        }

        Engine.WorkEnded(job, ResultOf(work));
    }

    private JobInput ResultOf(Task work)
    {
        if (work.IsCanceled || work.Exception?.InnerException is OperationCanceledException)
        {
            return JobInput.Returned(IsForced ? 0 : Errno.Canceled);
        }

        if (work.Exception?.InnerException is not { } exception)
        {
            return JobInput.Returned(0);
        }

        if (IsUnreadable(exception))
        {
            JobLog.CheckpointNotRead(Logger, job.Id, QmpDiagnostics.OneLine(JobFault.MessageOf(exception)));
            return JobInput.Unreadable(Errno.Invalid, $"The driver '{job.DriverName}' can't go on from what was kept: {JobFault.MessageOf(exception)}");
        }

        if (exception is not JobFailedException)
        {
            JobLog.WorkFailed(Logger, job.Id, exception);
        }

        (int number, string? text) = JobFault.Of(exception);
        return JobInput.Returned(number, text);
    }
}
