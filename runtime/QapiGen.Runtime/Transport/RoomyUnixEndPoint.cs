using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace QapiGen.Runtime.Transport;

/// <summary>The address of a listening Unix socket, with room for that of any peer.</summary>
/// <remarks>
/// .NET keeps a peer's address in as many bytes as the listening socket's own takes. One that is bound to a longer name is an exception on a thread of the pool then, where nobody can catch it: any
/// client could end the process.
/// </remarks>
/// <param name="address">The listening socket's.</param>
internal sealed class RoomyUnixEndPoint(EndPoint address) : EndPoint
{
    // sockaddr_un: the family, and the longest name.
    private static readonly int Size = OperatingSystem.IsLinux() ? 2 + 108 : 2 + 104;

    public override AddressFamily AddressFamily => AddressFamily.Unix;

    /// <summary>Makes room at a listening socket; one of another family stays as it is.</summary>
    public static void Apply(Socket listening)
    {
        if (OperatingSystem.IsWindows() || listening.AddressFamily != AddressFamily.Unix)
        {
            return;
        }

        try
        {
            // There is no other way to say it: a socket that is made of a handle asks the handle for its address.
            ref EndPoint? own = ref AddressOf(listening);
            if (own is UnixDomainSocketEndPoint)
            {
                own = new RoomyUnixEndPoint(own);
            }
        }
        catch (MissingFieldException)
        {
            // A runtime that keeps it elsewhere.
        }
    }

    // Zeros behind it: a path ends at the first, so that a socket can be bound to this one, too.
    public override SocketAddress Serialize()
    {
        SocketAddress own = address.Serialize();
        var wide = new SocketAddress(AddressFamily.Unix, Size);
        own.Buffer.Span[..own.Size].CopyTo(wide.Buffer.Span);
        return wide;
    }

    public override EndPoint Create(SocketAddress socketAddress) => address.Create(socketAddress);

    public override string? ToString() => address.ToString();

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_rightEndPoint")]
    private static extern ref EndPoint? AddressOf(Socket socket);
}
