using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Starts a service's own listeners with the host, and stops the service with it: what runs is finished first.</summary>
internal sealed class HostedService : IHostedLifecycleService, IAsyncDisposable
{
    private readonly QmpHostingBuilder _builder;
    private readonly QmpHostingOptions _options;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly QmpServer _server;
    private readonly HostedAddresses _addresses;
    private readonly QmpHostedEndpoints _endpoints;
    private readonly IServiceProvider _services;
    private readonly HostedPatience _patience;
    private HostedEnd? _end;

    public HostedService(
        QmpHostingBuilder builder,
        IServiceProvider services,
        IOptionsMonitor<QmpHostingOptions> options,
        IHostApplicationLifetime lifetime)
    {
        _builder = builder;
        _services = services;
        _options = options.Get(builder.Name);
        _lifetime = lifetime;
        _addresses = services.GetRequiredKeyedService<HostedAddresses>(builder.Name);
        _server = _addresses.Server;
        _endpoints = services.GetRequiredKeyedService<QmpHostedEndpoints>(builder.Name);
        _patience = services.GetRequiredService<HostedPatience>();
    }

    private string Key => "Qmp:" + _builder.Name;

    // All services have been made by now, and none has started.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_services.GetServices<QmpHostingBuilder>().First() == _builder)
        {
            HostingLog.LogMistypedSections(_services, "Qmp");
            await SinkUsers.CheckAsync(_services, _builder.Services).ConfigureAwait(false);
        }

        _end = _services.GetRequiredKeyedService<HostedEnd>(_builder.Name);
        _end.Begin(_server);

        // What stops of itself tells it first, and what is stopped by code its services.
        _patience.BeginWith(_lifetime);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _addresses.Listen(_endpoints);
        }
        catch
        {
            // A service that starts in part doesn't start.
            await _server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (_options.QuitStopsHost)
        {
            _ = StopHostOnQuitAsync();
        }
    }

    // Only now Kestrel has bound its endpoints.
    public Task StartedAsync(CancellationToken cancellationToken) => _endpoints.All.Length != 0 || _builder.ListensNowhere
        ? Task.CompletedTask
        : throw new InvalidOperationException(
            $"The QMP service '{_builder.Name}' has nothing to listen on: set {Key}:Listen, call Listen(...) or ListenUnixSocket(...), UseQmp() on an endpoint of Kestrel's, "
            + "or WithoutListener() if the application gives it its connections");

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _patience.Begin();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _end?.Forget();
        _patience.Begin();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_patience.Over, cancellationToken);
        await _server.StopAsync(end.Token).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task StopHostOnQuitAsync()
    {
        await _server.Service.QuitRequested.ConfigureAwait(false);
        _lifetime.StopApplication();
    }
}
