using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.JobLab.Scripting;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Model;

/// <summary>An engine under random steps, with what the spec says about it (a model of permissions, pauses and lists) beside it.</summary>
internal sealed class JobModel
{
    private readonly JobHost _host = new();
    private readonly List<ModelJob> _jobs = [];
    private readonly JobTransaction?[] _groups = new JobTransaction?[2];
    private int _seen;

    public int TransitionCount => _host.Log.Transitions.Count;

    public void Do(ModelStep step)
    {
        if (step.Action is ModelAction.Create or ModelAction.CreateInGroup)
        {
            Create(step);
        }
        else if (_jobs.Count > 0)
        {
            Act(_jobs[step.Job % _jobs.Count], step);
        }

        _host.Settle();
        Check();
    }

    /// <summary>Whatever is left can be brought to its end.</summary>
    public void EndAll()
    {
        foreach (ModelJob job in _jobs)
        {
            job.Driver.ReachPausePoint();
            _host.Settle();
            Answer(job.Job.CancelAsync());
            _host.Settle();
        }

        foreach (ModelJob job in _jobs)
        {
            Answer(job.Job.DismissAsync());
            Assert.Equal(JobStatus.Null, job.Job.Status);
        }

        Check();
        Assert.Equal(0, _host.Manager.Count);
        foreach (IGrouping<object, ModelJob> group in _jobs.Where(job => job.Group is not null && job.Job.Snapshot().Has(JobFlags.Started)).GroupBy(job => job.Group!))
        {
            Assert.Single(group.Select(job => job.Job.Completion.Result.Outcome == JobOutcome.Succeeded).Distinct());
        }
    }

    private void Create(ModelStep step)
    {
        bool endless = (step.Choice & 1) != 0;
        var script = new DriverScript
        {
            CanComplete = endless,
            IsSoftWhenReady = endless,
            HasFinalDrain = (step.Choice & 2) != 0,
            PrepareError = (step.Choice & 28) == 28 ? Errno.NoSpace : 0,
        };
        JobTransaction? group = step.Action == ModelAction.CreateInGroup ? _groups[step.Job % 2] ??= _host.Manager.BeginTransaction() : null;
        var options = new JobOptions
        {
            Id = $"j{step.Job}",
            AutoFinalize = (step.Choice & 4) == 0,
            AutoDismiss = (step.Choice & 8) == 0,
            Transaction = group,
        };
        ScriptedDriver driver = ScriptedDriver.Of(script);
        bool taken = _jobs.Any(job => job.Job.Id == options.Id && job.Job.Status != JobStatus.Null);
        try
        {
            Job job = _host.Manager.CreateAsync(driver, options).AsTask().GetAwaiter().GetResult();
            Assert.False(taken, "an id is unique");
            _jobs.Add(new ModelJob(job, driver, group));
        }
        catch (QmpErrorException error)
        {
            Assert.True(taken, error.Description);
        }
        catch (InvalidOperationException)
        {
            // The group has come to its end; the next one begins.
            _groups[step.Job % 2] = null;
        }
    }

    private void Act(ModelJob job, ModelStep step)
    {
        JobState before = job.Job.Snapshot();
        switch (step.Action)
        {
            case ModelAction.Start:
                Assert.Null(Answer(job.Job.StartAsync()));
                break;
            case ModelAction.Pause:
                Expect(before, JobVerb.Pause, Answer(job.Job.PauseAsync()), !before.Has(JobFlags.UserPaused));
                break;
            case ModelAction.Resume:
                Expect(before, JobVerb.Resume, Answer(job.Job.ResumeAsync()), before.Has(JobFlags.UserPaused));
                break;
            case ModelAction.Cancel:
                Expect(before, JobVerb.Cancel, Answer(job.Job.CancelAsync()), true);
                break;
            case ModelAction.SoftCancel:
                Expect(before, JobVerb.Cancel, Answer(job.Job.CancelAsync(force: false)), !before.Has(JobFlags.UserPaused));
                break;
            case ModelAction.Complete:
                Expect(before, JobVerb.Complete, Answer(job.Job.CompleteAsync()), before.Has(JobFlags.CanComplete) && !before.Has(JobFlags.Cancelled));
                break;
            case ModelAction.Finalize:
                Expect(before, JobVerb.Finalize, Answer(job.Job.FinalizeAsync()), true);
                break;
            case ModelAction.Dismiss:
                Expect(before, JobVerb.Dismiss, Answer(job.Job.DismissAsync()), true);
                break;
            case ModelAction.SetSpeed:
                Expect(before, JobVerb.SetSpeed, Answer(job.Job.SetSpeedAsync(step.Choice - 8)), step.Choice >= 8);
                break;
            default:
                ActInside(job, step, before);
                break;
        }
    }

    private static void ActInside(ModelJob job, ModelStep step, in JobState before)
    {
        bool works = before.Has(JobFlags.Started) && !before.Has(JobFlags.Returned);
        switch (step.Action)
        {
            case ModelAction.AddPause when job.Pauses < 3 && !before.IsCompleted:
                job.Job.AddPause();
                job.Pauses++;
                break;
            case ModelAction.RemovePause when job.Pauses > 0:
                job.Job.RemovePause();
                job.Pauses--;
                break;
            case ModelAction.Progress when works && job.HasBegun(before):
                job.Driver.SetProgress(step.Choice, 64);
                break;
            case ModelAction.Ready when works && before.Status == JobStatus.Running && !job.IsReadyAsked:
                job.IsReadyAsked = true;
                job.Driver.ReachReady();
                break;
            case ModelAction.Busy when works && before.Status is JobStatus.Running or JobStatus.Ready:
                job.Driver.BecomeBusy();
                break;
            case ModelAction.PausePoint when works && before.Has(JobFlags.Busy):
                job.Driver.ReachPausePoint();
                break;
            case ModelAction.Finish when works:
                job.Driver.Finish();
                break;
            case ModelAction.Fail when works:
                job.Driver.Fail(Errno.InputOutput, null);
                break;
            case ModelAction.IoErrorStop when works:
                job.Driver.ReportIoError("read", "stop", Errno.InputOutput);
                break;
            case ModelAction.GiveUp when before.Status == JobStatus.Created:
                Assert.Null(Answer(job.Job.GiveUpAsync()));
                break;
        }
    }

    /// <summary>Accepted exactly if table and further checks say so; a refusal changes nothing.</summary>
    private void Expect(in JobState before, JobVerb verb, QmpErrorException? refusal, bool otherwise)
    {
        bool allowed = JobTransitions.Permits(before.Status, verb) && otherwise;
        Assert.True(allowed == (refusal is null), $"{verb} in {before}: {refusal?.Description ?? "accepted"}");
        Assert.True(refusal is null || _host.Log.Transitions.Count == _seen, $"{verb} was refused and did something");
    }

    private static QmpErrorException? Answer(ValueTask answer)
    {
        Task task = answer.AsTask();
        Assert.True(task.IsCompleted, "a verb doesn't wait for drivers");
        return task.Exception?.InnerException is null or QmpErrorException
            ? task.Exception?.InnerException as QmpErrorException
            : throw task.Exception.InnerException;
    }

    private void Check()
    {
        CheckEvents();
        foreach (ModelJob job in _jobs)
        {
            CheckJob(job, job.Job.Snapshot());
        }

        IEnumerable<string> expected = _jobs.Where(job => job.Job.Status != JobStatus.Null).Reverse().Select(job => job.Job.Id!);
        IReadOnlyList<JobInfo> listed = _host.Manager.QueryJobsAsync().AsTask().Result;
        Assert.Equal(expected, listed.Select(info => info.Id));
        Assert.All(listed, info => Assert.Equal(_host.Manager.Find(info.Id)!.Snapshot().Error, info.Error));
        Assert.DoesNotContain(listed, info => info.Status is JobStatus.Undefined or JobStatus.Null);
    }

    private void CheckEvents()
    {
        var transitions = _host.Log.Transitions;
        for (; _seen < transitions.Count; _seen++)
        {
            Events.JobTransition transition = transitions[_seen];
            ModelJob? job = _jobs.Find(known => known.Job == transition.Job);
            JobStatus before = transition.Status == JobStatus.Created ? JobStatus.Undefined : job!.Announced;
            Assert.Equal(_seen + 1, transition.Sequence);
            Assert.Equal(before, transition.From);
            Assert.True(JobTransitions.IsAllowed(before, transition.Status) && before != transition.Status, $"{before} to {transition.Status}");
            job?.Announced = transition.Status;
        }
    }

    private static void CheckJob(ModelJob job, in JobState state)
    {
        Assert.Equal(state.Status, job.Announced);
        Assert.True(state.PauseCount >= (state.Has(JobFlags.UserPaused) ? 1 : 0) + job.Pauses, state.ToString());
        Assert.True(!state.IsForced || state.Has(JobFlags.Cancelled), state.ToString());
        Assert.True(!state.IsCompleted || state.Status == JobStatus.Null || state.Has(JobFlags.Returned), state.ToString());
        Assert.True(state.Status is not (JobStatus.Paused or JobStatus.Standby) || (state.PauseCount > 0 && state.Has(JobFlags.Quiescent)), state.ToString());
        Assert.True((state.Error is not null) == (state.Result != 0), state.ToString());
        Assert.True(state.Status is not (JobStatus.Waiting or JobStatus.Pending) || state.Result == 0, state.ToString());
        Assert.Equal(state.Status is JobStatus.Concluded or JobStatus.Null, job.Job.Completion.IsCompleted);
    }
}
