using System;
using System.Net.Sockets;
using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test that needs a system which refuses descriptors for a socket (SO_PASSRIGHTS), and is skipped elsewhere.</summary>
public sealed class DescriptorRefusalFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the system doesn't.</summary>
    public DescriptorRefusalFactAttribute() => Skip = IsThere() ? null : "Only Linux from 6.16 on refuses descriptors for a socket";

    private static bool IsThere()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            return socket.GetRawSocketOption(1, 83, new byte[sizeof(int)]) == sizeof(int);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
