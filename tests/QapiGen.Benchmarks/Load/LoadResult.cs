using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Benchmarks.Load;

/// <summary>What one round of load measured.</summary>
internal sealed class LoadResult
{
    private readonly List<double> _latencies;

    /// <summary>Takes over the latencies, in microseconds, in any order.</summary>
    public LoadResult(int inFlight, List<double> latencies, TimeSpan elapsed)
    {
        latencies.Sort();
        _latencies = latencies;
        InFlight = inFlight;
        CommandsPerSecond = latencies.Count / elapsed.TotalSeconds;
    }

    /// <summary>How many commands were under way at any time.</summary>
    public int InFlight { get; }

    /// <summary>Whether each command was sent by itself, where several are due at once.</summary>
    public bool SendsEach { get; init; }

    /// <summary>Replies per second.</summary>
    public double CommandsPerSecond { get; }

    /// <summary>Bytes that the client's process allocated for each command; 0 where that isn't measured.</summary>
    public double BytesPerCommand { get; init; }

    /// <summary>Microseconds of a processor that each command took: the server's, and the client's where it is of the same make.</summary>
    public double ProcessorMicroseconds { get; private set; }

    /// <summary>How often threads of each process went to sleep for each command; empty where that isn't measured.</summary>
    public IReadOnlyList<double> Sleeps { get; private set; } = [];

    /// <summary>Shares sleeps out among the commands, those of each process for itself.</summary>
    public void ChargeSleeps(IEnumerable<long> sleeps) => Sleeps = [.. sleeps.Select(count => (double)count / _latencies.Count)];

    /// <summary>Shares processor time out among the commands.</summary>
    public void Charge(TimeSpan processorTime) => ProcessorMicroseconds = processorTime.TotalMicroseconds / _latencies.Count;

    /// <summary>Latency in microseconds below which this share of the replies lies.</summary>
    /// <param name="share">0 to 1.</param>
    public double Percentile(double share) => _latencies[Math.Min(_latencies.Count - 1, (int)(share * _latencies.Count))];
}
