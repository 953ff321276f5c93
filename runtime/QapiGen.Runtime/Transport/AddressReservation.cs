using System;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>An address that is this process's, before anything is served there.</summary>
/// <remarks>Who connects to a Unix socket is refused until then; who connects to a port, or a pipe, waits.</remarks>
internal sealed class AddressReservation : IAsyncDisposable
{
    private readonly QmpListenOptions _options;
    private readonly UnixSocketLock? _lock;
    private QmpListener? _listener;

    private AddressReservation(QmpAddress address, QmpListenOptions options, UnixSocketLock? taken, QmpListener? listener)
    {
        Address = address;
        _options = options;
        _lock = taken;
        _listener = listener;
    }

    /// <summary>The address, as it was asked for.</summary>
    public QmpAddress Address { get; }

    /// <summary>Takes an address.</summary>
    /// <exception cref="QmpConnectionException">It isn't to be had; the inner exception says why.</exception>
    /// <exception cref="InvalidOperationException">It may not be listened on, see <see cref="QmpListener.Bind"/>.</exception>
    public static AddressReservation Take(QmpAddress address, QmpListenOptions? options)
    {
        options ??= new QmpListenOptions();
        return address.Kind == QmpAddressKind.Unix
            ? new AddressReservation(address, options, QmpListener.Bound(address, () => UnixSocketFile.Reserve(address.Path)), null)
            : new AddressReservation(address, options, null, QmpListener.Bind(address, options));
    }

    /// <summary>Listens; the reservation is over.</summary>
    /// <exception cref="QmpConnectionException">That fails all the same.</exception>
    public QmpListener Listen()
    {
        if (_lock is null)
        {
            QmpListener listener = _listener!;
            _listener = null;
            return listener;
        }

        using (_lock)
        {
            return QmpListener.Bound(Address, () => UnixListener.Open(_lock, Address, _options));
        }
    }

    public ValueTask DisposeAsync()
    {
        _lock?.Dispose();
        return _listener?.DisposeAsync() ?? default;
    }
}
