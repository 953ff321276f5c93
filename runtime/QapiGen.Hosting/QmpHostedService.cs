using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>Starts a service's own listeners with the host, and stops the service with it: what runs is finished first.</summary>
internal sealed class QmpHostedService : IHostedService, System.IAsyncDisposable
{
    private readonly QmpHostingBuilder _builder;
    private readonly QmpHostingOptions _options;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly QmpServer _server;

    public QmpHostedService(
        QmpHostingBuilder builder,
        System.IServiceProvider services,
        IOptionsMonitor<QmpHostingOptions> options,
        IHostApplicationLifetime lifetime)
    {
        _builder = builder;
        _options = options.Get(builder.Name);
        _lifetime = lifetime;
        _server = new QmpServer(services.GetRequiredKeyedService<QmpService>(builder.Name));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var fromConfiguration = new QmpListenOptions { AllowRemoteWithoutTls = _options.AllowRemoteWithoutTls };
        foreach (string address in _options.Listen)
        {
            _server.Listen(QmpAddress.Parse(address), fromConfiguration);
        }

        foreach ((QmpAddress address, QmpListenOptions? options) in _builder.Addresses)
        {
            _server.Listen(address, options ?? fromConfiguration);
        }

        if (_options.QuitStopsHost)
        {
            _ = StopHostOnQuitAsync();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task StopHostOnQuitAsync()
    {
        await _server.Service.QuitRequested.ConfigureAwait(false);
        _lifetime.StopApplication();
    }
}
