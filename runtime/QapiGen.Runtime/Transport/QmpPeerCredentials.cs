using System;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace QapiGen.Runtime.Transport;

/// <summary>Who is at the other end of a Unix socket, as the kernel says: the process that connected, and whose it was.</summary>
/// <param name="ProcessId">The process, as this process sees it; 0 if it can't. It may have ended, and its number may be another's by now.</param>
/// <param name="UserId">Its effective user.</param>
/// <param name="GroupId">Its effective group.</param>
public sealed record QmpPeerCredentials(int ProcessId, uint UserId, uint GroupId)
{
    // SO_PEERCRED of SOL_SOCKET, and struct ucred: unix(7).
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Asks the kernel; Linux only.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <returns>Null for other sockets than Unix ones, and on other systems.</returns>
    public static QmpPeerCredentials? Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!OperatingSystem.IsLinux() || socket.AddressFamily != AddressFamily.Unix)
        {
            return null;
        }

        Span<byte> answer = stackalloc byte[12];
        try
        {
            if (socket.GetRawSocketOption(SolSocket, SoPeerCred, answer) != answer.Length)
            {
                return null;
            }
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            return null;
        }

        return new QmpPeerCredentials(Read(answer), (uint)Read(answer[4..]), (uint)Read(answer[8..]));
    }

    private static int Read(ReadOnlySpan<byte> field) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt32LittleEndian(field) : BinaryPrimitives.ReadInt32BigEndian(field);
}
