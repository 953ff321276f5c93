using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Client;

/// <summary>What is to be sent: callers append under the gate, one of them flushes, and takes along what came in the meantime.</summary>
internal sealed class OutputQueue
{
    private readonly IQmpTransport _transport;
    private readonly Action<Exception> _onFailure;
    private ByteBuffer _flushing = new();
    private List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)>? _descriptors;
    private TaskCompletionSource? _idle;
    private bool _isFlushing;
    private bool _isClosed;

    public OutputQueue(IQmpTransport transport, Action<Exception> onFailure)
    {
        _transport = transport;
        _onFailure = onFailure;
    }

    /// <summary>Guards <see cref="Filling"/>, and whoever wants his own state to change together with it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Where to append; under the gate.</summary>
    public ByteBuffer Filling { get; private set; } = new();

    /// <summary>Lets descriptors go ahead of what stands at an offset of what is being filled; under the gate.</summary>
    public void Attach(int offset, IReadOnlyList<SafeHandle> descriptors) => (_descriptors ??= []).Add((offset, descriptors));

    /// <summary>Sends what has been appended, unless somebody is at it already. Never waits; failures go to the connection.</summary>
    public void Kick()
    {
        List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)>? descriptors;
        lock (Gate)
        {
            if (_isFlushing || _isClosed || Filling.Length == 0)
            {
                return;
            }

            _isFlushing = true;
            descriptors = Swap();
        }

        Run(descriptors);
    }

    /// <summary>Waits until everything has been sent, or can't be.</summary>
    public Task DrainAsync()
    {
        Kick();
        lock (Gate)
        {
            return _isFlushing && !_isClosed ? (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Sends nothing more.</summary>
    public void Close()
    {
        lock (Gate)
        {
            _isClosed = true;
            _idle?.TrySetResult();
        }
    }

    private void Run(List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)>? descriptors)
    {
        try
        {
            do
            {
                if (descriptors is not null)
                {
                    _ = FinishAsync(SendPiecesAsync(descriptors));
                    return;
                }

                ValueTask<FlushResult> flush = Write(_flushing.Written);
                if (!flush.IsCompletedSuccessfully)
                {
                    _ = FinishAsync(flush);
                    return;
                }

                Check(flush.Result);
            }
            while (TrySwap(out descriptors));
        }
#pragma warning disable CA1031 // Whatever goes wrong here is the end of the connection; its waiters get it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <summary>Waits for a flush that the transport didn't finish at once, and goes on.</summary>
    private async Task FinishAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            Check(await flush.ConfigureAwait(false));
        }
#pragma warning disable CA1031 // As in Run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
            return;
        }

        if (TrySwap(out List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)>? descriptors))
        {
            Run(descriptors);
        }
    }

    private async ValueTask<FlushResult> SendPiecesAsync(List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)> descriptors)
    {
        var transport = (IQmpDescriptorTransport)_transport;
        int sent = 0;
        foreach ((int offset, IReadOnlyList<SafeHandle> handles) in descriptors)
        {
            if (offset > sent)
            {
                Check(await Write(_flushing.Written[sent..offset]).ConfigureAwait(false));
                sent = offset;
            }

            try
            {
                await transport.SendDescriptorsAsync(handles, CancellationToken.None).ConfigureAwait(false);
            }
            catch (ObjectDisposedException) when (handles.Any(static x => x.IsClosed))
            {
                // The caller gave up and closed them before their turn came; the server will refuse the command, which nobody waits for.
            }
        }

        return await Write(_flushing.Written[sent..]).ConfigureAwait(false);
    }

    private ValueTask<FlushResult> Write(ReadOnlySpan<byte> bytes)
    {
        ClientMetrics.Sent(bytes.Length);
        _transport.Output.Write(bytes);
        return _transport.Output.FlushAsync();
    }

    private static void Check(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new QmpConnectionException("The peer reads no more");
        }
    }

    private void Fail(Exception cause)
    {
        Close();
        _onFailure(cause);
    }

    private bool TrySwap(out List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)>? descriptors)
    {
        lock (Gate)
        {
            _flushing.Clear();
            if (Filling.Length == 0 || _isClosed)
            {
                _isFlushing = false;
                _idle?.TrySetResult();
                _idle = null;
                descriptors = null;
                return false;
            }

            descriptors = Swap();
            return true;
        }
    }

    private List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)>? Swap()
    {
        (Filling, _flushing) = (_flushing, Filling);
        List<(int Offset, IReadOnlyList<SafeHandle> Descriptors)>? descriptors = _descriptors;
        _descriptors = null;
        return descriptors;
    }
}
