using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace QapiGen.Benchmarks.RoundTrip;

/// <summary>One call after the other from a client to a server in the same process, beside StreamJsonRpc (goal: a fifth of its time, a tenth of its allocations).</summary>
[MemoryDiagnoser]
public class RoundTripBenchmarks
{
    private RoundTripPeers _peers = null!;

    /// <summary>Connects.</summary>
    [GlobalSetup]
    public async Task ConnectAsync() => _peers = await RoundTripPeers.StartAsync(scheduler: null, outOfBand: true);

    /// <summary>Disconnects.</summary>
    [GlobalCleanup]
    public async Task CloseAsync() => await _peers.DisposeAsync();

    /// <summary>StreamJsonRpc with its System.Text.Json formatter.</summary>
    [Benchmark(Baseline = true)]
    public async Task<long> StreamJsonRpc() => (await _peers.CallJsonRpcAsync(42)).Number;

    /// <summary>QapiGen.</summary>
    [Benchmark]
    public async Task<long> QapiGen() => (await _peers.CallAsync(42)).Number;
}
