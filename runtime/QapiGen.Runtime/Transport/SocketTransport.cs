using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport over a connected Unix socket, which can pass descriptors.</summary>
internal sealed class SocketTransport : StreamTransport, IQmpDescriptorTransport
{
    public SocketTransport(Socket socket, string description)
        : this(new LingeringStream(socket), description)
    {
    }

    private SocketTransport(NetworkStream stream, string description)
        : base(stream, stream, description)
    {
    }

    public ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken) =>
        DescriptorPassing.SendAsync(Socket!, descriptors, cancellationToken);
}
