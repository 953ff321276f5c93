using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport over a connected Unix socket that passes descriptors in both directions.</summary>
internal sealed class ReceivingSocketTransport : StreamTransport, IQmpDescriptorTransport, IDescriptorSource
{
    private readonly Socket _socket;
    private readonly DescriptorStream _input;

    public ReceivingSocketTransport(Socket socket, string description)
        : this(socket, new DescriptorStream(socket), description)
    {
    }

    private ReceivingSocketTransport(Socket socket, DescriptorStream input, string description)
        : base(input, new NetworkStream(socket, ownsSocket: true), description)
    {
        _socket = socket;
        _input = input;
    }

    public ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken) =>
        DescriptorPassing.SendAsync(_socket, descriptors, cancellationToken);

    public IReadOnlyList<SafeHandle>? TakeDescriptors() => _input.TakeDescriptors();
}
