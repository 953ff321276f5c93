using System;
using System.Collections.Generic;
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
    private readonly Lock _gate = new();
    private CancellationTokenSource _starter = new();
    private Task<QemuProcess>? _starting;
    private Task? _disposing;

    internal QemuHostedProcess(string name, IOptionsMonitor<QemuHostingOptions> options, ILoggerFactory? loggers)
    {
        _name = name;
        _options = options.Get(name);
        _loggers = loggers ?? NullLoggerFactory.Instance;
    }

    /// <summary>The running program.</summary>
    /// <exception cref="InvalidOperationException">The host hasn't started it yet.</exception>
    public QemuProcess Process => _starting is { IsCompletedSuccessfully: true } started
        ? started.Result
        : throw new InvalidOperationException($"QEMU '{_name}' hasn't been started: that happens when the host starts");

    /// <summary>Starts the program; the host doesn't start without it.</summary>
    /// <exception cref="QemuStartException">It didn't start.</exception>
    /// <exception cref="OperationCanceledException">It was stopped or disposed of meanwhile; nothing is left of the attempt.</exception>
    /// <exception cref="InvalidOperationException">It has been started and hasn't ended.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposing is not null, this);
            if (_starting is { IsCompleted: false } or { IsCompletedSuccessfully: true, Result.Exited.IsCompleted: false })
            {
                throw new InvalidOperationException($"QEMU '{_name}' has been started already");
            }

            _starter = new CancellationTokenSource();
            return _starting = LaunchAsync(_starter.Token, cancellationToken);
        }
    }

    /// <summary>Stops the program by steps; when the host's patience ends the guest isn't waited for any longer, but <c>quit</c> and SIGTERM have their time. A start under way is cancelled. Nothing happens if it has been stopped.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (await SettleAsync().ConfigureAwait(false) is not { } process)
        {
            return;
        }

        try
        {
            var steps = new QemuStopOptions { PowerDown = _options.PowerDown, Quit = _options.Quit, Terminate = _options.Terminate };
            try
            {
                await process.StopAsync(steps, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Several machines share the host's patience, and the last one gets nothing of it. Killed it would lose what it hasn't written yet.
                await process.StopAsync(steps with { PowerDown = TimeSpan.Zero }, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // It has been stopped before.
        }

        await process.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the program if the host didn't, and a start under way.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposing ??= Task.Run(EndAsync));
        }
    }

    private async Task<QemuProcess> LaunchAsync(CancellationToken ending, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, cancellationToken);
        var options = new QemuOptions
        {
            Program = _options.Program,
            Arguments = [.. _options.Arguments],
            Kind = _options.Kind,
            ExitWithParent = _options.ExitWithParent,
            StartTimeout = _options.StartTimeout,
            GuestAgent = _options.GuestAgent,
            SerialConsole = _options.SerialConsole,
            ConsoleLogFile = _options.ConsoleLogFile,
            WorkingDirectory = _options.WorkingDirectory,
            Environment = new Dictionary<string, string?>(_options.Environment),
            Client = new QmpClientOptions { Schema = _options.FindSchema(), LoggerFactory = _loggers },
            LoggerFactory = _loggers,
        };
        return await QemuProcess.StartAsync(options, either.Token).ConfigureAwait(false);
    }

    /// <summary>Cancels a start under way.</summary>
    /// <returns>The program that was started; null if none was.</returns>
    private async Task<QemuProcess?> SettleAsync()
    {
        Task<QemuProcess>? starting;
        CancellationTokenSource starter;
        lock (_gate)
        {
            (starting, starter) = (_starting, _starter);
        }

        if (starting is null)
        {
            return null;
        }

        if (!starting.IsCompleted)
        {
            await starter.CancelAsync().ConfigureAwait(false);
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return starting.IsCompletedSuccessfully ? await starting.ConfigureAwait(false) : null;
    }

    private async Task EndAsync()
    {
        if (await SettleAsync().ConfigureAwait(false) is { } process)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }
}
