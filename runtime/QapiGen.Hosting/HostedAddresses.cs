using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Threading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>Where a service listens by itself, from its settings and from code, and the server that does.</summary>
internal sealed class HostedAddresses(QmpHostingBuilder builder, QmpService service, IOptionsMonitor<QmpHostingOptions> monitor, TakenAddresses taken, IConfiguration? configuration, TimeProvider clock, ILoggerFactory loggers)
    : IDisposable
{
    private readonly QmpHostingOptions _options = monitor.Get(builder.Name);
    private readonly Lock _lock = new();
    private List<(QmpAddress Address, QmpListenOptions Options, string Source)>? _all;
    private ExceptionDispatchInfo? _fault;
    private bool _isTaken;
    private TlsRenewal? _tls;

    /// <summary>The server; the hosted service ends it.</summary>
    public QmpServer Server { get; } = new(service);

    private List<(QmpAddress Address, QmpListenOptions Options, string Source)> All => _all ??= Read();

    /// <summary>Takes all of them, once, before anything is opened that another process may have open; from any thread, since a host may start its services side by side.</summary>
    /// <exception cref="InvalidOperationException">One isn't to be had.</exception>
    public void Reserve()
    {
        lock (_lock)
        {
            _fault?.Throw();
            if (_isTaken)
            {
                return;
            }

            try
            {
                Take();
                _isTaken = true;
            }
            catch (Exception cause)
            {
                _fault = ExceptionDispatchInfo.Capture(cause);
                throw;
            }
        }
    }

    /// <summary>Listens on all of them.</summary>
    /// <exception cref="InvalidOperationException">One isn't to be had.</exception>
    public void Listen(QmpHostedEndpoints endpoints)
    {
        foreach ((QmpAddress address, QmpListenOptions options, string source) in All)
        {
            QmpAddress bound = Try(source, () => Server.Listen(address, options));
            EndPoint? endPoint = bound.Kind switch
            {
                QmpAddressKind.Unix => new UnixDomainSocketEndPoint(bound.Path),
                QmpAddressKind.Tcp => new IPEndPoint(IPAddress.Parse(bound.Path), bound.Port),
                _ => null,
            };
            endpoints.Add(bound.ToString(), () => endPoint, bound.UsesTls || options.Tls?.Server is not null);
        }

        // Last, so that what is wrong with an address is said first.
        if (builder.ListensNowhere && All.Count != 0)
        {
            throw new InvalidOperationException($"The QMP service '{builder.Name}' has WithoutListener(), and {All[0].Address} to listen on: leave one of them out");
        }
    }

    public void Dispose() => _tls?.Dispose();

    private void Take()
    {
        foreach ((QmpAddress address, QmpListenOptions options, string source) in All)
        {
            taken.Take(address, source);
            Try(source, () =>
            {
                Server.Reserve(address, options);
                return address;
            });
        }
    }

    private static QmpAddress Try(string source, Func<QmpAddress> what)
    {
        try
        {
            return what();
        }
        catch (Exception e) when (e is QmpConnectionException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{source}: {e.Message}", e);
        }
    }

    private List<(QmpAddress Address, QmpListenOptions Options, string Source)> Read()
    {
        string key = "Qmp:" + builder.Name;
        var plain = new QmpListenOptions { AllowRemoteWithoutTls = _options.AllowRemoteWithoutTls };
        _tls = _options.Tls.Certificate.Length == 0 ? null : new TlsRenewal(_options.Tls, key + ":Tls", clock, loggers.CreateLogger(HostingLog.Category));
        QmpListenOptions secure = _tls is null ? plain : new QmpListenOptions { Tls = new QmpTlsOptions { Server = _tls.Options } };
        var all = new List<(QmpAddress Address, QmpListenOptions Options, string Source)>();
        for (int i = 0; i < _options.Listen.Count; i++)
        {
            var address = QmpAddress.Parse(_options.Listen[i]);
            all.Add((address, address.UsesTls ? secure : plain, SectionFaults.KeyOfElement(configuration?.GetSection($"{key}:Listen"), $"{key}:Listen", i, _options.Listen[i])));
        }

        foreach ((QmpAddress address, QmpListenOptions? options) in builder.Addresses)
        {
            all.Add((address, options ?? (address.UsesTls ? secure : plain), $"The QMP service '{builder.Name}'"));
        }

        return all;
    }
}
