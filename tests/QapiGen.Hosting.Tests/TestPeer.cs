using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace QapiGen.Hosting.Tests;

/// <summary>A client without a library, and addresses for servers.</summary>
internal static class TestPeer
{
    public const string Negotiation = "{\"execute\":\"qmp_capabilities\"}";

    public static string NewPath() => Path.Combine(Path.GetTempPath(), $"qapigen-{Guid.NewGuid():N}.sock");

    public static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends a text to a Unix socket, and gives everything that comes until the server closes.</summary>
    public static async Task<string> AskAsync(string path, string text, bool keepsSending = false)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        if (!keepsSending)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }
}
