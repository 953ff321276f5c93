using System;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace QapiGen.Runtime.Server;

/// <summary>The probes that a service expects, by the address that they come from.</summary>
/// <remarks>
/// Names of Linux's abstract namespace (unix(7)): they are no files, and nobody else can have one while its socket is open. What has come isn't expected any more, so that a name that was seen serves nobody.
/// </remarks>
internal sealed class ServiceProbes
{
    private readonly ConcurrentDictionary<string, QmpServiceProbe> _expected = new(StringComparer.Ordinal);

    public QmpServiceProbe Expect(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.AddressFamily != AddressFamily.Unix)
        {
            return new QmpServiceProbe(static () => { });
        }

        var address = new UnixDomainSocketEndPoint($"\0qmp-probe-{Guid.NewGuid():N}");
        socket.Bind(address);
        string from = address.ToString();
        var probe = new QmpServiceProbe(() => _expected.TryRemove(from, out _));
        _expected[from] = probe;
        return probe;
    }

    public QmpServiceProbe? TryTake(Socket accepted)
    {
        // Nearly always.
        if (_expected.IsEmpty)
        {
            return null;
        }

        try
        {
            return accepted.RemoteEndPoint is UnixDomainSocketEndPoint from && _expected.TryRemove(from.ToString(), out QmpServiceProbe? probe) ? probe : null;
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
