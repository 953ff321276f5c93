using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>What drivers have done, on all nodes.</summary>
internal sealed class TestLog
{
    private readonly ConcurrentQueue<Run> _runs = new();
    private volatile bool _isOver;

    /// <summary>A driver began.</summary>
    /// <param name="Id">Id of the job.</param>
    /// <param name="Node">Where.</param>
    /// <param name="From">What it began from; null without a checkpoint.</param>
    /// <param name="Attempt">Which attempt it is.</param>
    /// <param name="Epoch">The epoch of its shard.</param>
    public sealed record Run(string Id, string Node, string? From, int Attempt, long Epoch);

    public bool IsOver => _isOver;

    public IReadOnlyList<Run> Of(string id) => [.. _runs.Where(run => run.Id == id)];

    public void Add(Run run) => _runs.Enqueue(run);

    public void ReleaseAll() => _isOver = true;
}

/// <summary>Saves checkpoints, is ready after the first, and works on until it is asked to complete.</summary>
internal sealed class TestDriver(string id, string node, TestLog log) : JobDriver, IJobCompleteHook
{
    public const string Name = "test";

    private volatile bool _isAsked;

    public override async Task RunAsync(JobContext job)
    {
        Note? from = job.LoadCheckpoint<Note>();
        log.Add(new TestLog.Run(id, node, from?.Text, job.Attempt, job.Epoch));
        await job.SaveCheckpointAsync(new Note(node));
        job.ReportReady();
        while (!_isAsked && !log.IsOver)
        {
            await job.DelayAsync(TimeSpan.FromMilliseconds(50));
            await job.SaveCheckpointAsync(new Note(node));
        }
    }

    public ValueTask CompleteAsync(JobContext job)
    {
        _isAsked = true;
        return default;
    }
}
