using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Service;

/// <summary>What the commands of <c>bench.json</c> do.</summary>
internal sealed class BenchCommands : IBenchCommands
{
    /// <summary>Sends events; set when there is a service to send them to.</summary>
    public BenchEventEmitter? Events { get; set; }

    /// <inheritdoc/>
    public ValueTask<Echo> EchoAsync(long number, string text, CancellationToken cancellationToken) =>
        new(new Echo { Number = number, Text = text });

    /// <inheritdoc/>
    public ValueTask<Emitted> EmitAsync(long count, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        for (long number = 0; number < count; number++)
        {
            Events!.Tick(number, Stopwatch.GetTimestamp());
        }

        return new(new Emitted { Nanoseconds = (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds });
    }

    /// <inheritdoc/>
    public ValueTask<Allocated> QueryAllocatedAsync(CancellationToken cancellationToken) =>
        new(new Allocated { Bytes = GC.GetTotalAllocatedBytes(precise: true) });
}
