using System;
using System.IO.Pipes;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Listens on a named pipe, for the current user only.</summary>
internal sealed class PipeListener : QmpListener
{
    private readonly Lock _gate = new();
    private NamedPipeServerStream? _next;
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    public PipeListener(QmpAddress address)
        : base(address) => _next = Create();

    public override async ValueTask<IQmpTransport> AcceptAsync(CancellationToken cancellationToken = default)
    {
        NamedPipeServerStream pipe = Take();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            await pipe.WaitForConnectionAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Return(pipe);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(nameof(QmpListener));
        }

        // The next instance has to exist before a further peer can connect.
        Return(null);
        return QmpTransports.FromStream(pipe, Address.ToString());
    }

    public override async ValueTask DisposeAsync()
    {
        NamedPipeServerStream? pipe;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            pipe = _next;
            _next = null;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        if (pipe is not null)
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
        }
    }

    private NamedPipeServerStream Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            NamedPipeServerStream pipe = _next ?? Create();
            _next = null;
            return pipe;
        }
    }

    private void Return(NamedPipeServerStream? pipe)
    {
        lock (_gate)
        {
            if (_isClosed || _next is not null)
            {
                pipe?.Dispose();
            }
            else
            {
                _next = pipe ?? Create();
            }
        }
    }

    private NamedPipeServerStream Create() => new(
        Address.Path,
        PipeDirection.InOut,
        NamedPipeServerStream.MaxAllowedServerInstances,
        PipeTransmissionMode.Byte,
        PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
}
