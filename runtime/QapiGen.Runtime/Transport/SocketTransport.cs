using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport over a connected Unix socket, which can pass descriptors.</summary>
internal sealed class SocketTransport : StreamTransport, IQmpDescriptorTransport
{
    private readonly Socket _socket;

    public SocketTransport(Socket socket, string description)
        : this(socket, new NetworkStream(socket, ownsSocket: true), description)
    {
    }

    private SocketTransport(Socket socket, NetworkStream stream, string description)
        : base(stream, stream, description) => _socket = socket;

    public ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken) =>
        DescriptorPassing.SendAsync(_socket, descriptors, cancellationToken);
}
