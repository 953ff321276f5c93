using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Passes open file descriptors over a Unix socket on Linux.</summary>
/// <remarks>Source: unix(7), cmsg(3). QEMU takes at most 16 with one message (TCP_MAX_FDS in chardev/char-socket.c).</remarks>
internal static partial class DescriptorPassing
{
    /// <summary>Descriptors in one message: what QEMU takes.</summary>
    public const int MaxDescriptors = 16;

    /// <summary>Descriptors that the system lets pass with one message (SCM_MAX_FD).</summary>
    public const int MaxReceived = 253;

    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int MsgNoSignal = 0x4000;
    private const int MsgPeek = 0x2;
    private const int MsgControlTruncated = 0x8;
    private const int MsgDontWait = 0x40;
    private const int MsgCloseOnExec = 0x40000000;

    private const int Eperm = 1;
    private const int Eintr = 4;
    private const int Eagain = 11;

    public static async ValueTask SendAsync(Socket socket, IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("File descriptors can be passed on Linux only");
        }

        ArgumentOutOfRangeException.ThrowIfZero(descriptors.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Count, MaxDescriptors);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int error = TrySend(socket, descriptors);
            switch (error)
            {
                case 0:
                    return;
                case Eperm:
                    // The peer takes none, see DescriptorRefusal: as to one that drops them, the command goes without. The connection may be many clients'.
                    return;
                case Eintr:
                    break;
                case Eagain:
                    await Task.Run(() => socket.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectWrite), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new IOException("Passing file descriptors failed", new Win32Exception(error));
            }
        }
    }

    /// <summary>Throws what would be wrong with passing descriptors, before anything is sent.</summary>
    public static void Check(IQmpTransport transport, IReadOnlyList<SafeHandle> descriptors)
    {
        if (transport is not IQmpDescriptorTransport || !OperatingSystem.IsLinux())
        {
            throw new NotSupportedException($"File descriptors can't be passed over {transport.Description}; it takes a Unix socket on Linux");
        }

        if (descriptors.Count is 0 or > MaxDescriptors)
        {
            throw new ArgumentException($"1 to {MaxDescriptors} file descriptors can be passed with a command", nameof(descriptors));
        }

        foreach (SafeHandle descriptor in descriptors)
        {
            ObjectDisposedException.ThrowIf(descriptor.IsClosed || descriptor.IsInvalid, descriptor);
        }
    }

    /// <returns>0, or what the system says (errno).</returns>
    internal static unsafe int TrySend(Socket socket, IReadOnlyList<SafeHandle> descriptors)
    {
        int held = 0;
        bool holdsSocket = false;
        SafeSocketHandle handle = socket.SafeHandle;
        try
        {
            handle.DangerousAddRef(ref holdsSocket);
            int* numbers = stackalloc int[MaxDescriptors];
            for (; held < descriptors.Count; held++)
            {
                bool added = false;
                descriptors[held].DangerousAddRef(ref added);
                numbers[held] = (int)descriptors[held].DangerousGetHandle();
            }

            return Send((int)handle.DangerousGetHandle(), numbers, held);
        }
        finally
        {
            while (held > 0)
            {
                descriptors[--held].DangerousRelease();
            }

            if (holdsSocket)
            {
                handle.DangerousRelease();
            }
        }
    }

    private static unsafe int Send(int socket, int* numbers, int count)
    {
        int headerBytes = sizeof(ControlHeader);
        int dataBytes = count * sizeof(int);
        int spaceBytes = headerBytes + ((dataBytes + sizeof(nuint) - 1) / sizeof(nuint) * sizeof(nuint));
        byte* control = stackalloc byte[spaceBytes];
        new Span<byte>(control, spaceBytes).Clear();
        *(ControlHeader*)control = new ControlHeader { Length = (nuint)(headerBytes + dataBytes), Level = SolSocket, Type = ScmRights };
        Buffer.MemoryCopy(numbers, control + headerBytes, dataBytes, dataBytes);

        byte blank = (byte)' ';
        var part = new IoVector { Data = &blank, Length = 1 };
        var message = new MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = (nuint)spaceBytes };
        return SendMessage(socket, &message, MsgNoSignal) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>Receives what is there, without waiting.</summary>
    /// <param name="socket">A connected Unix socket.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="onDescriptors">Gets the descriptors that came along, and owns them.</param>
    /// <returns>How many bytes came, 0 at the end of the stream; null if there is nothing yet.</returns>
    public static unsafe int? TryReceive(Socket socket, Span<byte> buffer, Action<int[]> onDescriptors)
    {
        bool holdsSocket = false;
        SafeSocketHandle handle = socket.SafeHandle;
        try
        {
            handle.DangerousAddRef(ref holdsSocket);
            int spaceBytes = sizeof(ControlHeader) + (MaxReceived * sizeof(int));
            byte* control = stackalloc byte[spaceBytes];
            fixed (byte* data = buffer)
            {
                var part = new IoVector { Data = data, Length = (nuint)buffer.Length };
                var message = new MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = (nuint)spaceBytes };
                nint count = ReceiveMessage((int)handle.DangerousGetHandle(), &message, MsgDontWait | MsgCloseOnExec);
                if (count >= 0 && message.ControlLength >= (nuint)sizeof(ControlHeader))
                {
                    TakeNumbers((ControlHeader*)control, message.ControlLength, onDescriptors);
                }

                return CountOrNull(count);
            }
        }
        finally
        {
            if (holdsSocket)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>Receives what is there, without waiting, as long as no descriptors come along.</summary>
    /// <returns>As <see cref="TryReceive"/>.</returns>
    /// <exception cref="IOException">Descriptors are next; they stay where they are.</exception>
    public static unsafe int? TryReceiveWithout(Socket socket, Span<byte> buffer)
    {
        bool holdsSocket = false;
        SafeSocketHandle handle = socket.SafeHandle;
        try
        {
            handle.DangerousAddRef(ref holdsSocket);
            int number = (int)handle.DangerousGetHandle();
            fixed (byte* data = buffer)
            {
                var part = new IoVector { Data = data, Length = (nuint)buffer.Length };
                var message = new MessageHeader { Parts = &part, PartCount = 1 };
                nint count = ReceiveMessage(number, &message, MsgDontWait | MsgPeek);
                if (count > 0)
                {
                    if ((message.Flags & MsgControlTruncated) != 0)
                    {
                        throw new IOException("It passes file descriptors while none are taken: those that clients have passed can't be closed");
                    }

                    // No more than was looked at.
                    part.Length = (nuint)count;
                    count = ReceiveMessage(number, &message, MsgDontWait);
                }

                return CountOrNull(count);
            }
        }
        finally
        {
            if (holdsSocket)
            {
                handle.DangerousRelease();
            }
        }
    }

    private static int? CountOrNull(nint count)
    {
        if (count >= 0)
        {
            return (int)count;
        }

        int error = Marshal.GetLastPInvokeError();
        return error is Eagain or Eintr ? null : throw new IOException("Receiving failed", new Win32Exception(error));
    }

    private static unsafe void TakeNumbers(ControlHeader* header, nuint available, Action<int[]> onDescriptors)
    {
        if (header->Level == SolSocket && header->Type == ScmRights)
        {
            int count = (int)((nuint.Min(header->Length, available) - (nuint)sizeof(ControlHeader)) / sizeof(int));
            onDescriptors(new ReadOnlySpan<int>(header + 1, count).ToArray());
        }
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(int socket, MessageHeader* message, int flags);

    /// <summary><c>struct cmsghdr</c>.</summary>
    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }

    /// <summary><c>struct iovec</c>.</summary>
    private unsafe struct IoVector
    {
        public byte* Data;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    private unsafe struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
