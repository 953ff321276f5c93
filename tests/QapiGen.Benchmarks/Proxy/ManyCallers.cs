using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Calls;
using QapiGen.Runtime.Client;

namespace QapiGen.Benchmarks.Proxy;

/// <summary>Many clients that call in turn.</summary>
internal sealed class ManyCallers : ICaller
{
    private readonly ICaller[] _callers;
    private int _next;

    private ManyCallers(ICaller[] callers) => _callers = callers;

    /// <summary>Connects all of them.</summary>
    public static async Task<ICaller> ConnectAsync(string path, QmpClientOptions options, int count) =>
        new ManyCallers(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => QapiGenCaller.ConnectAsync(path, options))));

    /// <inheritdoc/>
    public ValueTask<long> CallAsync(long number, string text) => _callers[(uint)Interlocked.Increment(ref _next) % (uint)_callers.Length].CallAsync(number, text);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ICaller caller in _callers)
        {
            await caller.DisposeAsync();
        }
    }
}
