using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QapiGen.TestSupport;

/// <summary>Passes a descriptor over a Unix socket of 64-bit Linux, as any stranger can.</summary>
public static class DescriptorSender
{
    /// <summary>errno of what a peer refuses.</summary>
    public const int Refused = 1;

    private const int NoSignal = 0x4000;

    /// <summary>Sends one with a blank.</summary>
    /// <returns>0, or errno.</returns>
    public static int Send(Socket socket, SafeHandle passed)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(passed);
        using var memory = new NativeMemoryBlock(128);
        IntPtr text = memory.Start;
        IntPtr part = text + 16;
        IntPtr control = text + 32;
        IntPtr header = text + 64;
        Marshal.WriteByte(text, (byte)' ');

        // struct iovec, struct cmsghdr (SOL_SOCKET, SCM_RIGHTS), struct msghdr.
        Marshal.WriteIntPtr(part, text);
        Marshal.WriteInt64(part, 8, 1);
        Marshal.WriteInt64(control, 20);
        Marshal.WriteInt32(control, 8, 1);
        Marshal.WriteInt32(control, 12, 1);
        Marshal.WriteInt32(control, 16, (int)passed.DangerousGetHandle());
        Marshal.WriteIntPtr(header, 16, part);
        Marshal.WriteInt64(header, 24, 1);
        Marshal.WriteIntPtr(header, 32, control);
        Marshal.WriteInt64(header, 40, 24);
        return SendMessage((int)socket.Handle, header, NoSignal) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    [DllImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static extern nint SendMessage(int socket, IntPtr message, int flags);

    private sealed class NativeMemoryBlock : IDisposable
    {
        public NativeMemoryBlock(int bytes)
        {
            Start = Marshal.AllocHGlobal(bytes);
            for (int i = 0; i < bytes; i++)
            {
                Marshal.WriteByte(Start, i, 0);
            }
        }

        public IntPtr Start { get; }

        public void Dispose() => Marshal.FreeHGlobal(Start);
    }
}
