using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Engine;

namespace QapiGen.Jobs;

/// <content>What the engine does with it, under its lock.</content>
public sealed partial class Job
{
    /// <summary>The state, which is whole under the engine's lock only.</summary>
    internal ref readonly JobState StateIn(JobLock.Held held)
    {
        held.Check();
        return ref _state;
    }

    /// <summary>The state is what the core says from now on.</summary>
    internal void Enter(JobLock.Held held, in JobState state)
    {
        held.Check();
        _state = state;
    }

    /// <summary>The store has a number for it.</summary>
    internal void Define(JobLock.Held held, long number)
    {
        held.Check();
        Number = number;
    }

    /// <summary>Its place in its group.</summary>
    internal void Join(JobLock.Held held, int index)
    {
        held.Check();
        MemberIndex = index;
    }

    /// <summary>Its neighbours in the table.</summary>
    internal void Link(JobLock.Held held, Job? newer, Job? older)
    {
        held.Check();
        (_newer, _older) = (newer, older);
    }

    internal Job? NewerIn(JobLock.Held held)
    {
        held.Check();
        return _newer;
    }

    internal Job? OlderIn(JobLock.Held held)
    {
        held.Check();
        return _older;
    }

    /// <summary>What the engine notes of it.</summary>
    internal ref JobMarks MarksIn(JobLock.Held held)
    {
        held.Check();
        return ref _marks;
    }

    internal void RequestStart(JobLock.Held held)
    {
        held.Check();
        _marks.IsStartRequested = true;
        _marks.IsProvisional = false;
    }

    /// <summary>Its host was lost: one more loss. While the store is taken up only, for drivers are made by it without the lock.</summary>
    internal void Lose(JobLock.Held held, bool wasAtWork)
    {
        held.Check();
        Losses += Losses < int.MaxValue ? 1 : 0;
        IsLost |= wasAtWork;
    }

    internal void SetTakeUp(JobLock.Held held, bool isTakenUp, bool isNextUp)
    {
        held.Check();
        (_marks.IsTakenUp, _marks.IsNextUp) = (isTakenUp, isNextUp);
    }

    internal void Adopt(JobLock.Held held, JobDriver driver)
    {
        held.Check();
        Driver = driver;
    }

    internal JobRun RunOf(JobLock.Held held) => _run ??= new JobRun(this, StateIn(held).IsForced);

    internal JobInfo InfoIn(JobLock.Held held)
    {
        held.Check();
        JobProgress progress = _progress.Read();
        return new JobInfo
        {
            Id = Id!,
            Type = _engine.HasOwnTypes || _type < 0 ? Type.ToJobType() : (JobType)_type,
            Status = StateIn(held).Status,
            CurrentProgress = progress.Current,
            TotalProgress = progress.Total,
            Error = StateIn(held).Error,
        };
    }

    internal JobDescription DescriptionIn(JobLock.Held held) => new(this, Id!, Type, StateIn(held).Status, _progress.Read(), StateIn(held).Error);

    internal Task<JobResult> CompletionIn(JobLock.Held held)
    {
        held.Check();
        if (_completion is null)
        {
            _completion = new TaskCompletionSource<JobResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            bool isOver = _state.Status is JobStatus.Concluded or JobStatus.Null;
            if ((_isForsaken || (Number != 0 && held.Journal?.IsOver(held) == true)) && !isOver)
            {
                Forsake(held);
            }
            else if (!isOver)
            {
                return _completion.Task;
            }
            else if (Number != 0 && held.Journal is { } journal && journal.IsBehind(held))
            {
                journal.Hold(held, this);
            }
            else
            {
                Conclude(held);
            }
        }

        return _completion.Task;
    }

    /// <summary>What was kept can't be understood: it stays as it is in the store, and here it is a job that has failed, until it is dismissed.</summary>
    internal void Spoil(JobLock.Held held, string damage)
    {
        held.Check();
        _state = new JobState(
            JobStatus.Concluded, JobFlags.Started | JobFlags.Returned, 0, Errno.InputOutput, $"What was kept of the job can't be read: {damage}", 0);
    }

    internal void Conclude(JobLock.Held held)
    {
        held.Check();
        _completion?.TrySetResult(JobResult.Of(_state));
    }

    /// <summary>Nobody here will know how it ends.</summary>
    internal void Forsake(JobLock.Held held)
    {
        held.Check();
        _isForsaken = true;
        _completion?.TrySetCanceled();
    }
}
