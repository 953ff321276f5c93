using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Listens on a Unix socket of mode 0600.</summary>
internal sealed class UnixListener : QmpListener
{
    private readonly Socket _socket;

    private readonly bool _receivesDescriptors;

    private UnixListener(Socket socket, QmpAddress address, bool receivesDescriptors)
        : base(address)
    {
        _socket = socket;
        _receivesDescriptors = receivesDescriptors && OperatingSystem.IsLinux();
    }

    public static UnixListener Open(QmpAddress address, QmpListenOptions options)
    {
        RemoveLeftover(address.Path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(address.Path));
            if (!OperatingSystem.IsWindows())
            {
                // Nobody can connect before Listen, so there is no moment at which others could.
                File.SetUnixFileMode(address.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(options.Backlog);
            return new UnixListener(socket, address, options.ReceivesDescriptors);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask<IQmpTransport> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            Socket peer = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
            return _receivesDescriptors ? new ReceivingSocketTransport(peer, Address.ToString()) : new SocketTransport(peer, Address.ToString());
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.InvalidArgument)
        {
            throw new ObjectDisposedException(nameof(QmpListener), e);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        File.Delete(Address.Path);
        return default;
    }

    /// <summary>Removes a socket file on which nobody listens any more; one in use makes Bind fail.</summary>
    private static void RemoveLeftover(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && new FileInfo(path).Length == 0)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Not ours to judge: Bind says what is wrong.
        }
    }
}
