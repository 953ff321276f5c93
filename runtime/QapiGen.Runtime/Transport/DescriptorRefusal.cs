using System;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Transport;

/// <summary>Has the system refuse descriptors that peers would pass: the sender gets EPERM. Linux from 6.16 on; elsewhere nothing happens.</summary>
/// <remarks>
/// Who never takes a descriptor has it all the same until its byte has been read. One that leads to the connection itself keeps it open for ever, and closing one that lingers
/// holds up the thread that reads. Compiled into each package that asks, so that it is nobody's API.
/// </remarks>
internal static partial class DescriptorRefusal
{
    // SOL_SOCKET and SO_PASSRIGHTS.
    private const int SocketLevel = 1;
    private const int PassRights = 83;

    /// <summary>Changes a Unix socket, before it is connected if that can be; one that will listen, for all that it will accept. Never fails.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="isRefused">Whether descriptors are refused; false takes that back.</param>
    /// <returns>Whether the system can do so.</returns>
    public static bool Apply(nint socket, bool isRefused = true)
    {
        int passes = isRefused ? 0 : 1;
        return OperatingSystem.IsLinux() && SetOption((int)socket, SocketLevel, PassRights, in passes, sizeof(int)) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int name, in int value, uint length);
}
