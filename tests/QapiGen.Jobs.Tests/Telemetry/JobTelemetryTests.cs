using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OwnHost;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Jobs.Tests.Telemetry;

/// <summary>What an operator sees of jobs. Listeners are the process's: each test has a type of job that no other one uses.</summary>
[Collection(ListeningProcess.Collection)]
public sealed class JobTelemetryTests : IDisposable
{
    private readonly ListeningProcess _process = new();
    private readonly ListLogger _log = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Jobs_are_counted_by_type_and_status_when_one_asks()
    {
        var host = new JobHost(new JobManagerOptions { MaxRunningJobs = 2 });
        JobOptions OfType(JobOptions options) => options with { Type = JobType.Amend };
        await host.StartAsync(JobHost.Parked(), "a", options: OfType);
        await host.StartAsync(JobHost.Parked(), "b", options: OfType);
        await host.DoAsync(host.Manager.JobPauseAsync("b"));
        await host.StartAsync(JobHost.Parked(), "c", options: OfType);
        await host.CreateAsync(JobHost.Parked(), "d", options: OfType);

        _process.Collect();
        Assert.Equal(
            ["qmp.job.status=created 2", "qmp.job.status=paused 1", "qmp.job.status=running 1"],
            _process.Of("qmp.jobs", "amend").Order(StringComparer.Ordinal));

        await host.DoAsync(host.Manager.JobCancelAsync("a"));
        _process.Collect();
        Assert.Equal(
            ["qmp.job.status=concluded 1", "qmp.job.status=created 1", "qmp.job.status=paused 1", "qmp.job.status=running 1"],
            _process.Of("qmp.jobs", "amend").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ends_durations_and_pauses_are_measured_by_type()
    {
        var host = new JobHost(new JobManagerOptions { TimeProvider = _clock });
        var ends = new Dictionary<string, TaskCompletionSource>();
        foreach (string id in (string[])["good", "bad", "cancelled"])
        {
            TaskCompletionSource end = ends[id] = new TaskCompletionSource();
            var driver = new DelegateDriver(async job =>
            {
                await job.YieldAsync();
                await end.Task;
            });
            await host.StartAsync(driver, id, options: static options => options with { Type = JobType.SnapshotLoad });
        }

        await host.DoAsync(host.Manager.JobPauseAsync("good"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        await host.DoAsync(host.Manager.JobResumeAsync("good"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        ends["good"].SetResult();
        host.Manager.Find("bad")!.Run!.Wake();
        host.Settle();
        ends["bad"].SetException(new JobFailedException("no space"));
        host.Settle();
        await host.DoAsync(host.Manager.JobCancelAsync("cancelled"));
        await host.DoAsync((await host.CreateAsync(JobHost.Parked(), "given up", options: static options => options with { Id = "g", Type = JobType.SnapshotLoad })).GiveUpAsync());

        Assert.Equal(
            ["cancelled 1", "cancelled 1", "failed 1", "succeeded 1"],
            _process.Of("qmp.jobs.ended", "snapshot-load").Select(static x => x["qmp.job.outcome=".Length..]).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["cancelled 7", "failed 7", "succeeded 7"],
            _process.Of("qmp.job.duration", "snapshot-load").Select(static x => x["qmp.job.outcome=".Length..]).Order(StringComparer.Ordinal));
        Assert.Equal(["5"], _process.Of("qmp.job.pause.duration", "snapshot-load"));
    }

    [Fact]
    public async Task Start_and_end_are_logged_and_all_that_the_driver_logs_has_the_job_in_its_scope()
    {
        await using var jobs = new JobManager(new JobManagerOptions { Logger = _log });
        Job good = await jobs.StartAsync(
            new DelegateDriver(async job =>
            {
                await Task.Yield();
                _log.Log(LogLevel.Information, 100, "halfway", null, static (text, _) => text);
            }),
            new JobOptions { Id = "good", Type = JobType.Stream });
        await good.Completion;
        Job bad = await jobs.StartAsync(new DelegateDriver(static _ => throw new JobFailedException("no space")), new JobOptions { Id = "bad", Type = JobType.Stream });
        await bad.Completion;
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await jobs.StartAsync(
            new DelegateDriver(job =>
            {
                running.SetResult();
                return Task.Delay(Timeout.Infinite, job.CancellationToken);
            }),
            new JobOptions { Id = "given-up", Type = JobType.Stream });
        await running.Task;
        await jobs.DisposeAsync();

        Assert.Equal(
        [
            (6, "Job 'good' (stream) begins", "JobId=good JobType=stream"),
            (100, "halfway", "JobId=good JobType=stream"),
            (7, "Job 'good' (stream) has ended: succeeded", "JobId=good JobType=stream"),
            (6, "Job 'bad' (stream) begins", "JobId=bad JobType=stream"),
            (8, "Job 'bad' (stream) has failed: no space", "JobId=bad JobType=stream"),
            (6, "Job 'given-up' (stream) begins", "JobId=given-up JobType=stream"),
            (7, "Job 'given-up' (stream) has ended: cancelled", "JobId=given-up JobType=stream"),
        ], _log.Entries);
    }

    [Fact]
    public async Task The_work_is_an_activity_in_the_trace_of_the_command_that_made_the_job()
    {
        Activity? seen = null;
        var log = new ActivityLogger();
        await using var jobs = new JobManager(new JobManagerOptions { JobTypes = OwnHost.JobTypeCodec.Table, Logger = log });
        await using var service = new QmpService(OwnHostSchema.Instance, [new OwnHostDispatcher(new Commands(jobs, () => seen = Activity.Current))]);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        await using (QmpClient client = await QmpClient.ConnectAsync(near))
        {
            await new OwnHostCommandsClient(client).TranscodeAsync("film", "A film");
        }

        await jobs.DisposeAsync();

        Activity command = Assert.Single(_process.Stopped, static activity => activity.Kind == ActivityKind.Server && activity.OperationName == "qmp transcode");
        Activity work = Assert.Single(_process.Stopped, static activity => activity.GetTagItem("qmp.job.id") is "film");
        Assert.Equal(("job transcode", "transcode", "failed"), (work.OperationName, work.GetTagItem("qmp.job.type"), work.GetTagItem("qmp.job.outcome")));
        Assert.Equal((ActivityStatusCode.Error, "no such codec"), (work.Status, work.StatusDescription));
        Assert.Equal((command.TraceId, command.SpanId), (work.TraceId, work.ParentSpanId));
        Assert.Same(work, seen);
        Assert.Same(work, log.AtBegin);
    }

    /// <summary>Notes in which activity a job's begin is told.</summary>
    private sealed class ActivityLogger : ILogger
    {
        public Activity? AtBegin { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 6)
            {
                AtBegin = Activity.Current;
            }
        }
    }

    [Fact]
    public async Task Listeners_and_loggers_that_throw_take_no_job_with_them()
    {
        using var hostile = new System.Diagnostics.Metrics.MeterListener();
        hostile.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobDiagnostics.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        hostile.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("a listener"));
        hostile.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("a listener"));
        hostile.Start();
        await using var jobs = new JobManager(new JobManagerOptions { Logger = new ThrowingLogger() });

        Job good = await jobs.StartAsync(new DelegateDriver(static _ => Task.CompletedTask), new JobOptions { Id = "good", Type = JobType.SnapshotSave });
        Job bad = await jobs.StartAsync(new DelegateDriver(static _ => throw new ArgumentException("broken")), new JobOptions { Id = "bad", Type = JobType.SnapshotSave });

        Assert.Equal(JobOutcome.Succeeded, (await good.Completion).Outcome);
        Assert.Equal(JobOutcome.Failed, (await bad.Completion).Outcome);
    }

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task What_a_client_has_chosen_forges_no_line_of_the_log()
    {
        const string hostile = "x\e]0;owned\a\nwarn: forged\u202E";
        var log = new ExceptionLogger();
        await using var jobs = new JobManager(new JobManagerOptions { Logger = log });

        Job job = await jobs.StartAsync(new DelegateDriver(static _ => throw new System.IO.FileNotFoundException($"no {hostile}", hostile)), new JobOptions { Id = "j" });
        await job.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Contains(log.Lines, static line => line.Contains("FileNotFoundException: no x\\u001B]0;owned\\u0007\\u000Awarn: forged\\u202E", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, static line => line.StartsWith("warn:", StringComparison.Ordinal) || line.Any(static c => char.IsControl(c) || c == '\u202E'));
    }

    private sealed class ExceptionLogger : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            foreach (string line in $"{formatter(state, exception)}{Environment.NewLine}{exception}".Split(Environment.NewLine))
            {
                Lines.Enqueue(line);
            }
        }
    }

    private sealed class Commands(JobManager jobs, Action working) : IOwnHostCommands
    {
        public async ValueTask TranscodeAsync(string jobId, string label, string? fails = null, bool? autoDismiss = null, CancellationToken cancellationToken = default)
        {
            Job job = await jobs.StartAsync(
                new DelegateDriver(async _ =>
                {
                    await Task.Yield();
                    working();
                    throw new JobFailedException("no such codec");
                }),
                new JobOptions { Id = jobId, Type = OwnHost.JobType.Transcode.ToWire() });
            await job.Completion;
        }
    }

    private sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException("a scope");

        public bool IsEnabled(LogLevel logLevel) => throw new InvalidOperationException("a level");

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("a message");
    }
}
