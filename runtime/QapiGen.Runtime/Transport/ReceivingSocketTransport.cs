using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport over a connected Unix socket that passes descriptors in both directions.</summary>
internal sealed class ReceivingSocketTransport : StreamTransport, IQmpDescriptorTransport, IDescriptorSource
{
    private readonly DescriptorStream _input;
    private readonly DescriptorCloser _closer;

    public ReceivingSocketTransport(Socket socket, string description, TimeProvider time, DescriptorCloser closer)
        : this(socket, new DescriptorStream(socket, time, closer), description, closer)
    {
    }

    private ReceivingSocketTransport(Socket socket, DescriptorStream input, string description, DescriptorCloser closer)
        : base(input, new NetworkStream(socket, ownsSocket: true), description)
    {
        Socket = socket;
        _input = input;
        _closer = closer;
        _ = closer.Add(socket);
    }

    public ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken) =>
        DescriptorPassing.SendAsync(Socket!, descriptors, cancellationToken);

    public IReadOnlyList<SafeHandle>? TakeDescriptors() => _input.TakeDescriptors();

    public override async ValueTask DisposeAsync()
    {
        _closer.Remove(Socket!);
        using SafeHandle? unread = _closer.HoldUnread(Socket!);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
