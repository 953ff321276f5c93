using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.JobLab;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Jobs.Tests.Replay;

/// <summary>A job laboratory on a socket of its own.</summary>
#pragma warning disable CA1001 // Disposed of in DisposeAsync, which the test framework calls.
public sealed class LabFixture : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly string _directory = Directory.CreateTempSubdirectory("joblab").FullName;
    private readonly CancellationTokenSource _stop = new();
    private LabHost? _host;
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _host = new LabHost(Address);
        _running = _host.RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _host!.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    public ValueTask<QmpClient> ConnectAsync() => QmpClient.ConnectAsync(Address.ToString(), new QmpClientOptions { Schema = LabSchema.Instance });

    private QmpAddress Address => QmpAddress.Unix(Path.Combine(_directory, "s"));
}
