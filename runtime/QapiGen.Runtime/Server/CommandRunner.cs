using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server.Output;

namespace QapiGen.Runtime.Server;

/// <summary>Runs the messages of one lane of a connection, one after the other: checks in QEMU's order (QMP spec 8), dispatches, replies.</summary>
internal sealed class CommandRunner : IDisposable
{
    private readonly QmpService _service;
    private readonly ServerConnection _connection;
    private readonly ServerOutput _output;
    private ServerRequest _request;
    private CommandEntry? _running;

    public CommandRunner(QmpService service, ServerConnection connection, ServerOutput output)
    {
        _service = service;
        _connection = connection;
        _output = output;
        _request = new ServerRequest(service, output) { Connection = connection };
    }

    /// <summary>Name of the command that runs now; null if none does. From any thread.</summary>
    public string? Running => Volatile.Read(ref _running)?.Descriptor.Name;

    /// <summary>Runs a message: what goes wrong becomes the reply. Fails only if not even that can be written.</summary>
    /// <param name="message">The message; unchanged until the task ends.</param>
    /// <param name="isReady">Whether the connection is in command mode.</param>
    public ValueTask RunAsync(RequestMessage message, bool isReady)
    {
        CommandEntry? command = Find(message, isReady);
        ServerTelemetry.CountRequest(_service.Options.Name, command?.Descriptor.Name);
        if (command is null)
        {
            return default;
        }

        _request.Begin(message, command);
        return ServerTelemetry.IsWatched
            ? RunMeasuredAsync(message, command)
            : DispatchAsync(message, command);
    }

    /// <summary>Whether what runs has been cancelled: nothing more is to begin.</summary>
    public bool IsCancelled => _connection.LeavingToken.IsCancellationRequested;

    /// <summary>Looks after the client, and cancels all if it has left.</summary>
    public void LookForClient() => _connection.StaysWithClient();

    /// <summary>Answers a message that hadn't begun when its connection was cancelled.</summary>
    public void RefuseCancelled(RequestMessage message) => Refuse(message, QmpErrorClass.GenericError, WhyCancelled);

    public void Dispose() => _request.Dispose();

    private string WhyCancelled => _service.ShutdownToken.IsCancellationRequested ? "The server is shutting down" : "The client has left";

    private CommandEntry? Find(RequestMessage message, bool isReady)
    {
        if (message.Fault is { } fault)
        {
            Refuse(message, QmpErrorClass.GenericError, fault);
            return null;
        }

        CommandEntry? command = _service.Commands.Find(message.Name);
        if (!isReady)
        {
            if (command is { IsNegotiation: true })
            {
                return command;
            }

            Refuse(message, QmpErrorClass.CommandNotFound, "Expecting capabilities negotiation with 'qmp_capabilities'");
            return null;
        }

        if (command is null)
        {
            string name = EnvelopeReader.Decode(message.Name, message.Name.Contains((byte)'\\'));
            Refuse(message, QmpErrorClass.CommandNotFound, $"The command {name} has not been found");
            return null;
        }

        return IsAllowed(message, command) ? command : null;
    }

    private bool IsAllowed(RequestMessage message, CommandEntry command)
    {
        string name = command.Descriptor.Name;
        if (_service.Options.Compatibility.RefusedMark(command.Descriptor.Features) is { } mark)
        {
            return Refuse(message, QmpErrorClass.CommandNotFound, $"{mark} command {name} disabled by policy");
        }

        if (_service.IsDisabled(name, out string? reason))
        {
            string because = string.IsNullOrEmpty(reason) ? string.Empty : $": {reason}";
            return Refuse(message, QmpErrorClass.CommandNotFound, $"Command {name} has been disabled{because}");
        }

        if (WhyNot(command) is { } refusal)
        {
            return Refuse(message, QmpErrorClass.CommandNotFound, $"Command {name} has been disabled: {refusal}");
        }

        if (message.Envelope.IsOutOfBand && !command.IsOneOf(QmpCommandFlags.AllowOutOfBand))
        {
            return Refuse(message, QmpErrorClass.GenericError, $"The command {name} does not support OOB");
        }

        if (_service.IsPreconfig && !command.IsOneOf(QmpCommandFlags.AllowPreconfig))
        {
            return Refuse(
                message,
                QmpErrorClass.GenericError,
                $"The command '{name}' is permitted only after machine initialization has completed");
        }

        return true;
    }

    private string? WhyNot(CommandEntry command)
    {
        // A rule that blocks is found out by this, too, when its connection is given up.
        Volatile.Write(ref _running, command);
        try
        {
            return _service.RefusalFor(command, _connection.Caller);
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }
    }

    private bool Refuse(RequestMessage message, QmpErrorClass errorClass, string text)
    {
        if (_service.Logger.IsEnabled(LogLevel.Debug))
        {
            RuntimeLog.ServerRefused(_service.Logger, _service.Options.Name, _connection.Id, text);
        }

        _request.WriteError(message, ErrorNames.Of(errorClass), text);
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an implementation throws becomes an error reply; the server goes on.")]
    private ValueTask DispatchAsync(RequestMessage message, CommandEntry command)
    {
        Volatile.Write(ref _running, command);
        try
        {
            CancellationToken token = command.OutlivesClient ? _service.ShutdownToken : _connection.LeavingToken;
            ValueTask running = _service.Options.Interceptors.Count != 0 || _service.Options.CallAccessor is not null
                ? InterceptAsync(message, command, token)
                : command.Dispatcher.DispatchAsync(command.Index, _request, token);
            if (!running.IsCompletedSuccessfully)
            {
                return FinishAsync(running, message, command);
            }

            running.GetAwaiter().GetResult();
            CheckReply(message, command);
        }
        catch (Exception cause)
        {
            Fail(message, command, cause);
        }

        Volatile.Write(ref _running, null);
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    [SuppressMessage("Design", "CA1031", Justification = "Whatever an implementation throws becomes an error reply; the server goes on.")]
    private async ValueTask FinishAsync(ValueTask running, RequestMessage message, CommandEntry command)
    {
        try
        {
            await running.ConfigureAwait(false);
            CheckReply(message, command);
        }
        catch (Exception cause)
        {
            Fail(message, command, cause);
        }

        Volatile.Write(ref _running, null);
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is thrown on, or becomes the reply.")]
    private async ValueTask InterceptAsync(RequestMessage message, CommandEntry command, CancellationToken token)
    {
        var call = new QmpCall(command.Descriptor.Name, message.Envelope.IsOutOfBand, _connection.Caller, _request, token);
        _service.Options.CallAccessor?.Enter(call);
        ExceptionDispatchInfo? fault = null;
        try
        {
            await InvokeAsync(call, command, 0).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            fault = ExceptionDispatchInfo.Capture(cause);
        }

        if (call.End() is { } left)
        {
            await LeaveAsync(message, command, left, fault?.SourceException).ConfigureAwait(false);
        }
        else
        {
            fault?.Throw();
        }
    }

    // An interceptor no longer waits for its command: the client gets the interceptor's answer, and none of the command. What comes next has to wait for it all the
    // same, since commands run one after the other, and since it may still read the message.
    private async ValueTask LeaveAsync(RequestMessage message, CommandEntry command, Task left, Exception? cause)
    {
        ServerRequest abandoned = _request;
        bool isOpen = abandoned.Abandon();
        if (isOpen)
        {
            _request = new ServerRequest(_service, _output) { Connection = _connection };
            _request.Begin(message, command);
        }

        if (cause is null)
        {
            CheckReply(message, command);
        }
        else
        {
            Fail(message, command, cause);
        }

        _output.Flush();
        await left.ConfigureAwait(false);
        if (isOpen)
        {
            abandoned.Dispose();
        }
    }

    private ValueTask InvokeAsync(QmpCall call, CommandEntry command, int position) => position < _service.Options.Interceptors.Count
        ? _service.Options.Interceptors[position].InvokeAsync(call, () => InvokeAsync(call, command, position + 1))
        : RunCalledAsync(call, command);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RunCalledAsync(QmpCall call, CommandEntry command)
    {
        call.Begin();
        try
        {
            ServerRequest request = _request;
            if (request.IsAnswered)
            {
                throw new InvalidOperationException($"An interceptor has run the command {call.Command} twice");
            }

            await command.Dispatcher.DispatchAsync(command.Index, request, call.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (call.IsLeft && cause is not (QmpErrorException or OperationCanceledException))
        {
            // Whoever ran it doesn't look.
            RuntimeLog.ServerCommandFailed(_service.Logger, _service.Options.Name, call.Command, cause);
            throw;
        }
        finally
        {
            call.Finish();
        }
    }

    private async ValueTask RunMeasuredAsync(RequestMessage message, CommandEntry command)
    {
        long start = Stopwatch.GetTimestamp();
        string name = command.Descriptor.Name;
        Activity? activity = ServerTelemetry.StartActivity(_service.Options.Name, name, _connection.Id);
        try
        {
            await DispatchAsync(message, command).ConfigureAwait(false);
        }
        finally
        {
            ServerTelemetry.StopActivity(activity, _request.ErrorClass);
        }

        ServerTelemetry.RecordDuration(_service.Options.Name, name, start);
    }

    private void CheckReply(RequestMessage message, CommandEntry command)
    {
        if (!_request.IsAnswered)
        {
            RuntimeLog.ServerNoReply(_service.Logger, _service.Options.Name, command.Descriptor.Name);
            _request.WriteError(message, ErrorNames.Of(QmpErrorClass.GenericError), $"The command {command.Descriptor.Name} gave no result");
        }
    }

    private void Fail(RequestMessage message, CommandEntry command, Exception cause)
    {
        if (_request.IsAnswered)
        {
            // The reply is on its way; what comes after it is for the log.
            RuntimeLog.ServerCommandFailed(_service.Logger, _service.Options.Name, command.Descriptor.Name, cause);
            return;
        }

        switch (cause)
        {
            case QmpErrorException error:
                _request.WriteError(message, error.ErrorClassName, error.Description);
                break;
            case OperationCanceledException when IsCancelled || _service.ShutdownToken.IsCancellationRequested:
                _request.WriteError(message, ErrorNames.Of(QmpErrorClass.GenericError), WhyCancelled);
                break;
            default:
                RuntimeLog.ServerCommandFailed(_service.Logger, _service.Options.Name, command.Descriptor.Name, cause);
                _request.WriteError(message, ErrorNames.Of(QmpErrorClass.GenericError), $"The command {command.Descriptor.Name} failed unexpectedly");
                break;
        }
    }
}
