using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.JobLab.Scripting;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Tests.Replay;

/// <summary>Carries out the steps of a case on an engine of its own, without a socket and on one thread.</summary>
internal sealed class ReplayHost
{
    private readonly StepScheduler _scheduler = new();
    private readonly EventRecorder _events = new();
    private readonly AbstractCase _case;
    private readonly LabSession _session;

    public ReplayHost(AbstractCase replayed)
    {
        _case = replayed;
        var manager = new JobManager(new JobManagerOptions { Scheduler = _scheduler });
        var blockEvents = new BlockJobEvents(_events.Add, _events.Add);
        manager.AddSink(blockEvents);
        _session = new LabSession(manager, blockEvents);
    }

    /// <summary>Does a step and lets the engine run until nothing more happens.</summary>
    /// <returns>The step's answer in the form of <c>expect</c>; null if it has none.</returns>
    public JsonNode? Do(JsonObject step)
    {
        if (step["query"] is { } query)
        {
            return (string)query! == "query-jobs" ? QueryJobs() : QueryBlockJobs();
        }

        JsonNode? answer = Await(CarryOutAsync(step).AsTask());
        return step.ContainsKey("expect") ? answer : null;
    }

    public JsonArray TakeEvents() => _events.Take();

    public JsonArray QueryJobs() => new([.. _session.Manager.QueryJobsAsync().AsTask().Result.Select(Describe)]);

    private JsonNode Await(Task task)
    {
        _scheduler.RunAll();
        while (!task.IsCompleted)
        {
            // Only a shutdown waits for something that another thread does.
            Task.Yield().GetAwaiter().GetResult();
            _scheduler.RunAll();
        }

        _scheduler.RunAll();
        return task.Exception?.InnerException switch
        {
            null => "ok",
            QmpErrorException error => new JsonObject { ["error-class"] = error.ErrorClassName, ["desc"] = error.Description },
            { } other => throw new InvalidOperationException("A step failed.", other),
        };
    }

    private async ValueTask CarryOutAsync(JsonObject step)
    {
        if (step["create"] is { } create)
        {
            await _session.CreateAsync(_case.Job((string)create!), (string?)step["fails-late"]);
        }
        else if (step["start"] is { } start)
        {
            await _session.StartAsync((string)start!);
        }
        else if (step["verb"] is { } verb)
        {
            await VerbAsync((string)verb!, (string)step["id"]!, step["args"]?.AsObject());
        }
        else if (step["driver"] is { } driver)
        {
            TellDriver(_session.Driver((string)driver!), step);
        }
        else
        {
            await ActInternallyAsync((string)step["internal"]!, (string?)step["ref"]);
        }
    }

    private ValueTask VerbAsync(string verb, string id, JsonObject? args) => verb switch
    {
        "job-cancel" => _session.Manager.JobCancelAsync(id),
        "job-pause" => _session.Manager.JobPauseAsync(id),
        "job-resume" => _session.Manager.JobResumeAsync(id),
        "job-complete" => _session.Manager.JobCompleteAsync(id),
        "job-finalize" => _session.Manager.JobFinalizeAsync(id),
        "job-dismiss" => _session.Manager.JobDismissAsync(id),
        "block-job-cancel" => _session.BlockJob(id).CancelAsync((bool?)args?["force"] ?? false),
        "block-job-pause" => _session.BlockJob(id).PauseAsync(),
        "block-job-resume" => _session.BlockJob(id).ResumeAsync(),
        "block-job-complete" => _session.BlockJob(id).CompleteAsync(),
        "block-job-finalize" => _session.BlockJob(id).FinalizeAsync(),
        "block-job-dismiss" => _session.BlockJob(id).DismissAsync(),
        "block-job-set-speed" => _session.BlockJob(id).SetSpeedAsync((long)args!["speed"]!),
        _ => throw new NotSupportedException(verb),
    };

    private static void TellDriver(ScriptedDriver driver, JsonObject step)
    {
        switch ((string)step["event"]!)
        {
            case "progress":
                driver.SetProgress((long)step["current"]!, (long)step["total"]!);
                break;
            case "reach-ready":
                driver.ReachReady();
                break;
            case "busy":
                driver.BecomeBusy();
                break;
            case "pause-point":
                driver.ReachPausePoint();
                break;
            case "finish":
                driver.Finish();
                break;
            case "fail":
                driver.Fail(AbstractCase.ErrorNumber(step["errno"]), (string?)step["message"]);
                break;
            case "io-error":
                driver.ReportIoError((string)step["operation"]!, (string)step["action"]!, AbstractCase.ErrorNumber(step["errno"]));
                break;
            case "drain":
                driver.DrainNow();
                break;
            default:
                throw new NotSupportedException(step.ToJsonString());
        }
    }

    private async ValueTask ActInternallyAsync(string action, string? reference)
    {
        switch (action)
        {
            case "pause":
                _session.Job(reference!).AddPause();
                break;
            case "resume":
                _session.Job(reference!).RemovePause();
                break;
            case "rollback":
                await _session.RollBackAsync(reference!);
                break;
            case "cancel-all":
                await _session.CancelAllAsync();
                break;
            default:
                throw new NotSupportedException(action);
        }
    }

    private JsonArray QueryBlockJobs() => new([.. _session.Manager.QueryJobsAsync().AsTask().Result
        .Select(info => _session.Manager.Find(info.Id)!)
        .Where(job => BlockJobEvents.IsBlockJob(job.Type.ToJobType()))
        .Select(DescribeBlockJob)]);

    private static JsonNode Describe(JobInfo info)
    {
        var node = new JsonObject
        {
            ["id"] = info.Id,
            ["type"] = info.Type.ToWire(),
            ["status"] = info.Status.ToWire(),
            ["current-progress"] = info.CurrentProgress,
            ["total-progress"] = info.TotalProgress,
        };
        if (info.Error is not null)
        {
            node["error"] = info.Error;
        }

        return node;
    }

    private static JsonNode DescribeBlockJob(Job job)
    {
        JobState state = job.Snapshot();
        var node = new JsonObject
        {
            ["device"] = job.Id,
            ["type"] = job.Type.Text,
            ["status"] = state.Status.ToWire(),
            ["auto-finalize"] = state.Has(JobFlags.AutoFinalize),
            ["auto-dismiss"] = state.Has(JobFlags.AutoDismiss),
            ["busy"] = state.Has(JobFlags.Busy),
            ["paused"] = state.PauseCount > 0,
            ["ready"] = JobTransitions.IsReady(state.Status),
            ["io-status"] = ((ScriptedDriver)job.Driver!).IoStatus,
            ["speed"] = state.SpeedBytesPerSecond,
            ["len"] = job.Progress.Total,
            ["offset"] = job.Progress.Current,
        };
        if (state.Result != 0)
        {
            node["error"] = state.Error;
        }

        return node;
    }
}
