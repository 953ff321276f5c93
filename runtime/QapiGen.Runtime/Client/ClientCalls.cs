using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>Sends the calls of one session, and gives each caller what it awaits.</summary>
internal sealed class ClientCalls
{
    private readonly IQmpTransport _transport;
    private readonly string _peer;
    private readonly QmpClientOptions _options;
    private readonly RequestTable _requests;
    private readonly DescriptorTurns _descriptorTurns;

    public ClientCalls(IQmpTransport transport, QmpClientOptions options, RequestTable requests)
    {
        _transport = transport;
        _peer = TransportText.Describe(transport);
        _options = options;
        _requests = requests;
        _descriptorTurns = new DescriptorTurns(options.TimeProvider);
    }

    /// <summary>Where calls that come when the session has ended wait for the next; null where there is none.</summary>
    public ClientLink? Next { get; set; }

    /// <summary>Whether <c>oob</c> is enabled.</summary>
    public bool IsOutOfBandEnabled { get; private set; }

    /// <summary>The server has enabled <c>oob</c>: from now on its queue isn't overrun (QMP spec 11.2).</summary>
    /// <param name="queueLength">In-band commands that it takes.</param>
    public void EnableOutOfBand(int queueLength)
    {
        _requests.MaxInBand = Math.Max(1, _options.MaxInBandCommands ?? queueLength);
        _requests.MaxInBandBytes = _options.MaxInBandCommands is null ? LongQueue.ClientBytes : long.MaxValue;
        IsOutOfBandEnabled = true;
    }

    /// <summary>Sends a command and waits for its result.</summary>
    public ValueTask<TResult> ExecuteAsync<TArguments, TResult, TCodec>(in CallTarget target, in TArguments arguments, QmpCallOptions? options, CancellationToken token)
        where TArguments : IWireWritable<TArguments>
        where TCodec : IWireReadable<TResult>
    {
        if (options?.FileDescriptors is { } descriptors)
        {
            return new ValueTask<TResult>(ExecuteWithDescriptorsAsync<TArguments, TResult, TCodec>(target, arguments, options, descriptors, token));
        }

        PendingRequest<TResult, TCodec> request = Rent<TResult, TCodec>();
        ValueTask<TResult> result = request.AsTask();
        if (!Send(request, target, arguments, options, hasTurn: false, token, out Exception? refusal))
        {
            Activity? activity = request.Activity;
            request.Discard();
            return new ValueTask<TResult>(ExecuteInLineAsync<TArguments, TResult, TCodec>(target, arguments, options, activity, token));
        }

        if (refusal is not null)
        {
            request.Discard();
            return refusal is OperationCanceledException && token.IsCancellationRequested ? ValueTask.FromCanceled<TResult>(token)
                : NextAfter(refusal) is { } next ? next.ExecuteLaterAsync<TArguments, TResult, TCodec>(target, arguments, options, token)
                : ValueTask.FromException<TResult>(refusal);
        }

        return result;
    }

    /// <summary>Sends a command that has no result and waits for its end.</summary>
    public ValueTask ExecuteVoidAsync<TArguments>(in CallTarget target, in TArguments arguments, QmpCallOptions? options, CancellationToken token)
        where TArguments : IWireWritable<TArguments>
    {
        if (options?.FileDescriptors is { } descriptors)
        {
            return new ValueTask(ExecuteWithDescriptorsAsync<TArguments, NoData, IgnoredResultCodec>(target, arguments, options, descriptors, token));
        }

        PendingRequest<NoData, IgnoredResultCodec> request = Rent<NoData, IgnoredResultCodec>();
        ValueTask result = request.AsVoidTask();
        if (!Send(request, target, arguments, options, hasTurn: false, token, out Exception? refusal))
        {
            Activity? activity = request.Activity;
            request.Discard();
            return new ValueTask(ExecuteInLineAsync<TArguments, NoData, IgnoredResultCodec>(target, arguments, options, activity, token));
        }

        if (refusal is not null)
        {
            request.Discard();
            return refusal is OperationCanceledException && token.IsCancellationRequested ? ValueTask.FromCanceled(token)
                : NextAfter(refusal) is { } next ? next.ExecuteVoidLaterAsync(target, arguments, options, token)
                : ValueTask.FromException(refusal);
        }

        return result;
    }

    /// <summary>Where a call that was refused goes on: nothing of it has been sent on a session that had ended.</summary>
    private ClientLink? NextAfter(Exception refusal) => _requests.IsEnd(refusal) ? Next : null;

    private PendingRequest<TResult, TCodec> Rent<TResult, TCodec>()
        where TCodec : IWireReadable<TResult> =>
        PendingRequest<TResult, TCodec>.Rent(!_options.AllowSynchronousContinuations);

    /// <summary>Sends a request whose turn it is.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    private Exception? SendNow<TArguments>(PendingRequest request, in CallTarget target, in TArguments arguments, QmpCallOptions? options, CancellationToken token)
        where TArguments : IWireWritable<TArguments>
    {
        _ = Send(request, target, arguments, options, hasTurn: true, token, out Exception? refusal);
        return refusal;
    }

    /// <summary>Sends a request, unless it has to stand in line first; what is wrong goes to the caller's task, as everything else does.</summary>
    /// <returns>False if it has to stand in line.</returns>
    private bool Send<TArguments>(
        PendingRequest request,
        in CallTarget target,
        in TArguments arguments,
        QmpCallOptions? options,
        bool hasTurn,
        CancellationToken token,
        out Exception? refusal)
        where TArguments : IWireWritable<TArguments>
    {
        request.Command = target.Name;
        request.Owner = _requests;
        request.IsOutOfBand = options is { OutOfBand: true };
        request.IsSilent = target.IsSilent || options is { NoSuccessResponse: true };
        request.Started = ClientMetrics.MeasuresDuration ? Stopwatch.GetTimestamp() : 0;
        request.Activity ??= ClientTracing.Start(target.Name, _peer);
        refusal = null;
        if (request.IsOutOfBand && !IsOutOfBandEnabled)
        {
            refusal = new InvalidOperationException($"'{target.Name}' can't be sent out-of-band: the capability isn't enabled on {_peer}");
            return true;
        }

        try
        {
            TimeSpan? timeout = options?.Timeout ?? _options.CallTimeout;
            request.Watch(token);
            return _requests.Send(request, target.Utf8Name, arguments, request.IsSilent ? timeout ?? _options.SilentCommandWait : timeout, hasTurn, token);
        }
#pragma warning disable CA1031 // An encoder is foreign code; nothing has been sent, and the caller gets whatever it was.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ClientTracing.Stop(request.Activity, null);
            refusal = e;
            return true;
        }
    }

    private async Task<TResult> ExecuteWithDescriptorsAsync<TArguments, TResult, TCodec>(
        CallTarget target,
        TArguments arguments,
        QmpCallOptions options,
        IReadOnlyList<SafeHandle> descriptors,
        CancellationToken token)
        where TArguments : IWireWritable<TArguments>
        where TCodec : IWireReadable<TResult>
    {
        DescriptorPassing.Check(_transport, descriptors);
        DescriptorTurn turn = await _descriptorTurns.BeginAsync(descriptors, options.Timeout ?? _options.CallTimeout, token).ConfigureAwait(false);
        PendingRequest<TResult, TCodec> request = Rent<TResult, TCodec>();
        request.Descriptors = turn;
        ValueTask<TResult> result = request.AsTask();
        if (SendNow(request, target, arguments, options, token) is { } refusal)
        {
            turn.End();
            request.Discard();
            return NextAfter(refusal) is { } next
                ? await next.ExecuteLaterAsync<TArguments, TResult, TCodec>(target, arguments, options, token).ConfigureAwait(false)
                : throw refusal;
        }

        return await result.ConfigureAwait(false);
    }

    /// <summary>Sends a command when there is room again: the server reads more slowly than calls are made.</summary>
    /// <param name="target">The command.</param>
    /// <param name="arguments">Its arguments, encoded when it is their turn.</param>
    /// <param name="options">Options of the call.</param>
    /// <param name="activity">Its trace, which has begun; null if nobody listens.</param>
    /// <param name="token">Gives it up.</param>
    private async Task<TResult> ExecuteInLineAsync<TArguments, TResult, TCodec>(
        CallTarget target,
        TArguments arguments,
        QmpCallOptions? options,
        Activity? activity,
        CancellationToken token)
        where TArguments : IWireWritable<TArguments>
        where TCodec : IWireReadable<TResult>
    {
        SendLine line = _requests.LineFor(options is { OutOfBand: true });
        TimeSpan? timeout = options?.Timeout ?? _options.CallTimeout;
        long start = _options.TimeProvider.GetTimestamp();
        try
        {
            await line.EnterAsync(timeout, _options.TimeProvider, token).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            ClientTracing.Stop(activity, e);
            throw NotSentInTime(target, e);
        }
        catch (Exception e)
        {
            ClientTracing.Stop(activity, e);
            throw;
        }

        ValueTask<TResult> result;
        try
        {
            if (timeout is { } wait && wait >= TimeSpan.Zero)
            {
                TimeSpan left = wait - _options.TimeProvider.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    QmpTimeoutException late = NotSentInTime(target, null);
                    ClientTracing.Stop(activity, late);
                    throw late;
                }

                options = (options ?? new QmpCallOptions()) with { Timeout = left };
            }

            PendingRequest<TResult, TCodec> request = Rent<TResult, TCodec>();
            request.Activity = activity;
            result = request.AsTask();
            if (SendNow(request, target, arguments, options, token) is { } refusal)
            {
                request.Discard();
                throw refusal;
            }
        }
        finally
        {
            line.Leave();
        }

        return await result.ConfigureAwait(false);
    }

    private QmpTimeoutException NotSentInTime(in CallTarget target, Exception? cause) =>
        new($"'{target.Name}' could not be sent in time, since {_peer} doesn't read; it is not executed", cause);
}
