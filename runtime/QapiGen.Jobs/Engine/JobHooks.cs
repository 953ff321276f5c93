using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <summary>Calls the optional operations of drivers, and makes something of what they throw. No lock is held.</summary>
internal static class JobHooks
{
    private static readonly AsyncLocal<JobGroup?> s_current = new();

    /// <summary>The group whose hook is calling, so that it can be told from somebody who may wait for that hook.</summary>
    public static JobGroup? Current => s_current.Value;

    public static async ValueTask<JobInput> PrepareAsync(JobRun run)
    {
        s_current.Value = run.Job.Group;
        try
        {
            await ((IJobTransactionHooks)run.Job.Driver!).PrepareAsync(run).ConfigureAwait(false);
            return JobInput.Prepared(0);
        }
#pragma warning disable CA1031 // Whatever prepare throws fails the transaction.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            (int number, string? text) = JobFault.Of(exception);
            return JobInput.Prepared(number, text);
        }
    }

    /// <summary>Commit or abort, then clean.</summary>
    public static async ValueTask FinishAsync(JobRun run, bool commit)
    {
        s_current.Value = run.Job.Group;
        var hooks = (IJobTransactionHooks)run.Job.Driver!;
        try
        {
            if (commit)
            {
                await hooks.CommitAsync(run).ConfigureAwait(false);
            }
            else
            {
                await hooks.AbortAsync(run).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // These can't fail: the job goes on, and the fault is logged.
        catch (Exception exception)
        {
            JobLog.HookFailed(run.Logger, run.Id, commit ? "commit" : "abort", exception);
        }

        try
        {
            await hooks.CleanAsync(run).ConfigureAwait(false);
        }
        catch (Exception exception)
#pragma warning restore CA1031
        {
            JobLog.HookFailed(run.Logger, run.Id, "clean", exception);
        }
    }

    /// <summary>Asks about a cancel, and tells of the end of a user's pause.</summary>
    /// <returns>Whether the cancel is a forced one.</returns>
    public static bool AskCancel(JobRun run, in JobState state, bool force)
    {
        bool forced = true;
        try
        {
            forced = run.Job.Driver is not IJobCancelHook hook || hook.IsForcedCancel(run, force) || force;
        }
#pragma warning disable CA1031 // A driver that can't say is stopped.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            JobLog.HookFailed(run.Logger, run.Id, "cancel", exception);
        }

        if (state.Has(JobFlags.UserPaused))
        {
            UserResumed(run);
        }

        return forced;
    }

    public static void UserResumed(JobRun run)
    {
        try
        {
            (run.Job.Driver as IJobUserResumeHook)?.UserResumed(run);
        }
#pragma warning disable CA1031 // The user's resume goes on without it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            JobLog.HookFailed(run.Logger, run.Id, "user-resume", exception);
        }
    }

    /// <exception cref="Runtime.Messages.QmpErrorException">The driver refuses.</exception>
    public static async ValueTask CompleteAsync(JobRun run)
    {
        s_current.Value = run.Job.Group;
        try
        {
            await ((IJobCompleteHook)run.Job.Driver!).CompleteAsync(run).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not Runtime.Messages.QmpErrorException)
        {
            throw new Runtime.Messages.QmpErrorException(JobFault.MessageOf(exception), exception);
        }
    }
}
