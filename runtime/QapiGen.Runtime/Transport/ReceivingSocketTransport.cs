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

    private const int SolSocket = 1;
    private const int PeerCredentials = 17;

    public ReceivingSocketTransport(Socket socket, string description, TimeProvider time, DescriptorCloser closer)
        : this(socket, new DescriptorStream(socket, time, closer), description + DescribePeer(socket), closer)
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

    /// <summary>Who connected (SO_PEERCRED of unix(7)): process, user.</summary>
    private static string DescribePeer(Socket socket)
    {
        Span<int> credentials = stackalloc int[3];
        int length = socket.GetRawSocketOption(SolSocket, PeerCredentials, MemoryMarshal.AsBytes(credentials));
        return length < 2 * sizeof(int) ? string.Empty : $" (process {credentials[0]}, user {credentials[1]})";
    }
}
