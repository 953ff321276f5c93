using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Engine;

/// <summary>Tells listeners and the log of jobs: when they begin, how they end, how long they take and pause.</summary>
/// <remarks>
/// It is told of transitions as sinks are, in order and without the engine's lock. What it has to remember of a job is kept beside it, and only while
/// somebody listens. Nothing here fails: what a listener throws is its own affair.
/// </remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a listener throws, the jobs go on.")]
internal sealed class JobTelemetry(ILogger logger, TimeProvider clock)
{
    private static readonly ActivitySource s_source = new(JobDiagnostics.SourceName);
    private static readonly ConditionalWeakTable<Job, Observation> s_observations = [];

    private volatile bool _isLogging;

    /// <summary>Whether transitions have to be told.</summary>
    public bool WantsTransitions => _isLogging || JobMetrics.AreTransitionsWatched;

    /// <summary>Whether somebody wants to know of a driver's work.</summary>
    public bool WantsWork => _isLogging || s_source.HasListeners();

    /// <summary>A job is about to be made; the engine's lock isn't held, so that the logger can be asked.</summary>
    public void Look() => _isLogging = logger.IsEnabled(LogLevel.Information);

    /// <summary>A job is being made: remembers what is going on in the flow that makes it. No code of anybody else's runs.</summary>
    public static void NoteCreator(Job job)
    {
        if (s_source.HasListeners() && Activity.Current is { } creator)
        {
            s_observations.GetOrCreateValue(job).Creator = creator.Context;
        }
    }

    /// <summary>Begins the activity of a driver's work: in the trace of what made the job, or in one of its own if that isn't known.</summary>
    public static Activity? StartActivity(Job job)
    {
        try
        {
            ActivityContext creator = s_observations.TryGetValue(job, out Observation? observation) ? observation.Creator : default;
            Activity.Current = null;
            Activity? activity = s_source.StartActivity($"job {job.Type.Text}", ActivityKind.Internal, creator);
            return activity?.SetTag("qmp.job.id", job.Id).SetTag("qmp.job.type", job.Type.Text);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Ends it.</summary>
    public static void StopActivity(Activity? activity, Exception? error, bool isCancelled)
    {
        try
        {
            activity?.SetTag("qmp.job.outcome", OutcomeText(error is null ? JobOutcome.Succeeded : isCancelled ? JobOutcome.Cancelled : JobOutcome.Failed));
            if (error is not null && !isCancelled)
            {
                activity?.SetStatus(ActivityStatusCode.Error, JobFault.MessageOf(error));
            }

            activity?.Dispose();
        }
        catch (Exception)
        {
            // See the remarks of the class.
        }
    }

    /// <summary>Tells of a transition.</summary>
    public void OnTransition(in JobTransition transition)
    {
        try
        {
            Tell(transition);
        }
        catch (Exception)
        {
            // See the remarks of the class.
        }
    }

    private void Tell(in JobTransition transition)
    {
        Job job = transition.Job!;
        switch (transition.Status)
        {
            case JobStatus.Running when transition.From == JobStatus.Created:
                s_observations.GetOrCreateValue(job).Started = clock.GetTimestamp();
                break;
            case JobStatus.Paused or JobStatus.Standby:
                s_observations.GetOrCreateValue(job).Paused = clock.GetTimestamp();
                break;
            case var _ when transition.From is JobStatus.Paused or JobStatus.Standby:
                EndPause(job);
                break;
            case JobStatus.Concluded:
            case JobStatus.Null when transition.From == JobStatus.Created:
                End(job, transition.State);
                break;
        }
    }

    private void EndPause(Job job)
    {
        if (s_observations.TryGetValue(job, out Observation? observation) && observation.Paused is { } paused)
        {
            observation.Paused = null;
            JobMetrics.Paused(job, clock.GetElapsedTime(paused).TotalSeconds);
        }
    }

    private void End(Job job, in JobState state)
    {
        JobResult result = JobResult.Of(state);
        long? started = s_observations.TryGetValue(job, out Observation? observation) ? observation.Started : null;
        string outcome = OutcomeText(result.Outcome);
        JobMetrics.Ended(job, outcome, started is { } from ? clock.GetElapsedTime(from).TotalSeconds : null);
        if (_isLogging)
        {
            using (JobLog.Scope(logger, job.Id, job.Type.Text))
            {
                if (result.Outcome == JobOutcome.Failed)
                {
                    JobLog.JobFailed(logger, job.Id, job.Type.Text, result.Error is { } error ? QmpDiagnostics.OneLine(error) : null);
                }
                else
                {
                    JobLog.JobEnded(logger, job.Id, job.Type.Text, outcome);
                }
            }
        }
    }

    private static string OutcomeText(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "succeeded",
        JobOutcome.Failed => "failed",
        _ => "cancelled",
    };

    private sealed class Observation
    {
        public ActivityContext Creator { get; set; }

        public long? Started { get; set; }

        public long? Paused { get; set; }
    }
}
