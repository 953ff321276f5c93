using System;
using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>Asks a manager's service for its jobs over QMP, through a pair of pipes in memory, and reads the reply without looking at it.</summary>
internal sealed class JobQuery : IAsyncDisposable
{
    private readonly QmpService _service;
    private readonly IQmpTransport _client;
    private readonly Task _serving;

    private JobQuery(QmpService service, IQmpTransport client, Task serving)
    {
        _service = service;
        _client = client;
        _serving = serving;
    }

    /// <summary>Connects.</summary>
    public static async Task<JobQuery> ConnectAsync(JobManager jobs)
    {
        var service = new QmpService(JobSchema.Instance, [new JobDispatcher(jobs)]);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        var query = new JobQuery(service, near, service.ServeAsync(far));
        await query.ReadLineAsync();
        await near.Output.WriteAsync("{\"execute\": \"qmp_capabilities\"}\n"u8.ToArray());
        await query.ReadLineAsync();
        return query;
    }

    /// <summary>One <c>query-jobs</c>: milliseconds to the reply's last byte, and its length.</summary>
    public async Task<(double Milliseconds, long Bytes)> RunAsync()
    {
        long start = Stopwatch.GetTimestamp();
        await _client.Output.WriteAsync("{\"execute\": \"query-jobs\"}\n"u8.ToArray());
        long bytes = await ReadLineAsync();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, bytes);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _service.DisposeAsync();
        await _serving;
    }

    private async Task<long> ReadLineAsync()
    {
        for (long bytes = 0; ;)
        {
            ReadResult result = await _client.Input.ReadAsync();
            SequencePosition? end = result.Buffer.PositionOf((byte)'\n');
            bytes += result.Buffer.Length;
            _client.Input.AdvanceTo(result.Buffer.End);
            if (end is not null || result.IsCompleted)
            {
                return bytes;
            }
        }
    }
}
