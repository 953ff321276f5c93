using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Transport;

/// <summary>How many file descriptors this process may have, and how many of them clients may take.</summary>
/// <remarks>
/// The runtime needs descriptors for itself, to load an assembly or to start a thread, and ends the process when there are none. The limit is
/// RLIMIT_NOFILE (getrlimit(2)), which the runtime has raised as far as it may by then. Compiled into each package that asks, so that it is nobody's API.
/// </remarks>
internal static partial class DescriptorLimit
{
    private const int MaxDefaultConnections = 10_000;
    private const int ReservedDescriptors = 64;

    // EFD_CLOEXEC.
    private const int CloseOnExecution = 0x80000;

    // RLIMIT_NOFILE.
    private const int LinuxResource = 7;
    private const int AppleResource = 8;

    private static readonly long Limit = Read();
    private static readonly long Reserve = Math.Min(ReservedDescriptors, Limit / 4);

    /// <summary>Connections that a service takes unless it is told otherwise: they leave half of the descriptors.</summary>
    public static int DefaultConnections { get; } = (int)Math.Clamp(Limit / 2, 1, MaxDefaultConnections);

    /// <summary>Descriptors that clients may have passed and that aren't closed yet, all together: a quarter.</summary>
    public static long ForPassing { get; } = Limit / 4;

    /// <summary>Whether a socket that was just accepted took one of the last descriptors. A new descriptor is always the lowest that is free.</summary>
    public static bool IsAmongLast(Socket socket) =>
        !OperatingSystem.IsWindows() && IsAmongLast(socket.Handle);

    /// <summary>Whether a descriptor that has just come is one of the last.</summary>
    public static bool IsAmongLast(nint descriptor) => descriptor >= Limit - Reserve;

    /// <summary>Whether half of those are taken that clients may not keep. Linux only; elsewhere nobody knows. Never fails.</summary>
    public static bool AreFewLeft()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        int free = MakeEvent(0, CloseOnExecution);
        if (free < 0)
        {
            return true;
        }

        _ = Close(free);
        return free >= Limit - (Reserve / 2);
    }

    private static unsafe long Read()
    {
        if (OperatingSystem.IsWindows())
        {
            return long.MaxValue;
        }

        ResourceLimit limit = default;
        int resource = OperatingSystem.IsMacOS() ? AppleResource : LinuxResource;
        return GetResourceLimit(resource, &limit) == 0 && limit.Current is > 0 and < int.MaxValue ? (long)limit.Current : int.MaxValue;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static unsafe partial int GetResourceLimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int MakeEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    /// <summary><c>struct rlimit</c> with 64-bit numbers.</summary>
    private struct ResourceLimit
    {
        public nuint Current;
        public nuint Max;
    }
}
