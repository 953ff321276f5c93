using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;

namespace QapiGen.Qemu.Hosting;

/// <summary>A program that starts and stops with the host.</summary>
public sealed class QemuHostedProcess : IHostedService, IAsyncDisposable
{
    private readonly string _name;
    private readonly QemuHostingOptions _options;
    private readonly ILoggerFactory _loggers;
    private QemuProcess? _process;

    internal QemuHostedProcess(string name, IOptionsMonitor<QemuHostingOptions> options, ILoggerFactory? loggers)
    {
        _name = name;
        _options = options.Get(name);
        _loggers = loggers ?? NullLoggerFactory.Instance;
    }

    /// <summary>The running program.</summary>
    /// <exception cref="InvalidOperationException">The host hasn't started it yet.</exception>
    public QemuProcess Process => _process ?? throw new InvalidOperationException($"QEMU '{_name}' hasn't been started: that happens when the host starts");

    /// <summary>Starts the program; the host doesn't start without it.</summary>
    /// <exception cref="QemuStartException">It didn't start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken) => _process = await QemuProcess.StartAsync(
        new QemuOptions
        {
            Program = _options.Program,
            Arguments = [.. _options.Arguments],
            ExitWithParent = _options.ExitWithParent,
            StartTimeout = _options.StartTimeout,
            GuestAgent = _options.GuestAgent,
            SerialConsole = _options.SerialConsole,
            ConsoleLogFile = _options.ConsoleLogFile,
            WorkingDirectory = _options.WorkingDirectory,
            Client = new QmpClientOptions { Schema = _options.FindSchema(), LoggerFactory = _loggers },
            LoggerFactory = _loggers,
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Stops the program by steps; when the host's patience ends it is killed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is null)
        {
            return;
        }

        try
        {
            var steps = new QemuStopOptions { PowerDown = _options.PowerDown, Quit = _options.Quit, Terminate = _options.Terminate };
            await _process.StopAsync(steps, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        await _process.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the program if the host didn't.</summary>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;
}
