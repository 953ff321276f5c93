using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
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

    private readonly ConcurrentDictionary<string, long> _newest = new();
    private readonly ConcurrentDictionary<(string Id, long Epoch), string> _working = new();
    private int _refused;

    public bool IsOver => _isOver;

    /// <summary>How often a driver of an older epoch came after one of a newer.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The nodes on which drivers of a job are at work just now.</summary>
    public IReadOnlyList<string> At(string id) => [.. _working.Where(pair => pair.Key.Id == id).Select(static pair => pair.Value)];

    public IReadOnlyList<Run> Of(string id) => [.. _runs.Where(run => run.Id == id)];

    public void Add(Run run)
    {
        _runs.Enqueue(run);
        _working[(run.Id, run.Epoch)] = run.Node;
    }

    public void End(string id, long epoch) => _working.TryRemove((id, epoch), out _);

    /// <summary>A step of a driver's work, outside of the cluster: what keeps the newest epoch refuses an older one.</summary>
    public bool TryWork(string id, long epoch)
    {
        if (_newest.AddOrUpdate(id, epoch, (_, newest) => long.Max(newest, epoch)) == epoch)
        {
            return true;
        }

        Interlocked.Increment(ref _refused);
        return false;
    }

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
        try
        {
            await job.SaveCheckpointAsync(new Note(node));
            job.ReportReady();
            while (!_isAsked && !log.IsOver)
            {
                log.TryWork(id, job.Epoch);
                await job.DelayAsync(TimeSpan.FromMilliseconds(50));
                await job.SaveCheckpointAsync(new Note(node));
            }
        }
        finally
        {
            log.End(id, job.Epoch);
        }
    }

    public ValueTask CompleteAsync(JobContext job)
    {
        _isAsked = true;
        return default;
    }
}
