using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Service;
using QapiGen.Runtime.Client;

namespace QapiGen.Benchmarks.Calls;

/// <summary>Our generated client.</summary>
internal sealed class QapiGenCaller : ICaller
{
    private readonly QmpClient _qmp;
    private readonly BenchClient _client;

    private QapiGenCaller(QmpClient qmp)
    {
        _qmp = qmp;
        _client = new BenchClient(qmp);
    }

    /// <summary>Connects.</summary>
    /// <param name="path">The Unix socket.</param>
    /// <param name="options">How: with out-of-band commands enabled the client holds back what is beyond eight in flight.</param>
    public static async Task<ICaller> ConnectAsync(string path, QmpClientOptions options) => new QapiGenCaller(await QmpClient.ConnectAsync($"unix:{path}", options));

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> CallAsync(long number, string text) => (await _client.Bench.EchoAsync(number, text)).Number;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _qmp.DisposeAsync();
}
