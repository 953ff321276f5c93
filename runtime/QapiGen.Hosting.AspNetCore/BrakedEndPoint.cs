using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>The address of a listening socket at which accepting waits while this process has few file descriptors left.</summary>
/// <remarks>
/// Kestrel accepts whoever waits in one go, before what it has accepted is looked at, and .NET ends a process in which accepting then fails for want of descriptors. A socket asks the address that it
/// is bound to for an object after each connection that it has accepted: there is no other place where the loop that accepts could be held up. What is served or refused meanwhile gives descriptors back.
/// </remarks>
internal sealed class BrakedEndPoint(EndPoint address, ILogger logger) : EndPoint
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private SafeSocketHandle? _listening;
    private long _told = -(long)Silence.TotalMilliseconds;

    public override AddressFamily AddressFamily => address.AddressFamily;

    /// <summary>Binds a socket, whose accepting will wait until it is closed.</summary>
    public void Bind(Socket socket)
    {
        socket.Bind(this);
        _listening = socket.SafeHandle;
    }

    public override SocketAddress Serialize() => address.Serialize();

    public override EndPoint Create(SocketAddress socketAddress)
    {
        while (_listening is { IsClosed: false } && DescriptorLimit.AreFewLeft())
        {
            Tell();
            Thread.Sleep(Pause);
        }

        return address.Create(socketAddress);
    }

    public override string? ToString() => address.ToString();

    private void Tell()
    {
        long now = Environment.TickCount64;
        if (now - _told >= Silence.TotalMilliseconds)
        {
            _told = now;
            EndpointLog.AcceptingWaits(logger, ToString()!);
        }
    }
}
