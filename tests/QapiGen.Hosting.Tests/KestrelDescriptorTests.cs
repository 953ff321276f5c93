using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>Clients can't take the last file descriptors of a process that serves them on Kestrel's endpoints: .NET ends without any.</summary>
public sealed class KestrelDescriptorTests
{
    private const int Descriptors = 256;
    private const int Crowd = 1200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task A_crowd_that_says_nothing_does_not_end_the_process(string endpoint)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string path = TestPeer.NewPath();
        int port = TestPeer.FreePort();
        int tlsPort = TestPeer.FreePort();
        using Process host = Start([path, $"{port}", $"{tlsPort}"]);
        try
        {
            Assert.Equal("ready", await host.StandardOutput.ReadLineAsync().WaitAsync(Patience));
            EndPoint address = endpoint == "unix" ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Loopback, endpoint == "tcp" ? port : tlsPort);
            List<Socket> crowd = [.. Enumerable.Range(0, Crowd).Select(_ => Open(address))];
            if (endpoint == "tls")
            {
                // Accepting waits; the first is closed when it has said nothing for long enough.
                await Task.WhenAny(crowd.Select(socket => SitOutAsync(socket, address))).WaitAsync(Patience);
            }
            else
            {
                foreach (Socket socket in crowd)
                {
                    await Task.Run(() => socket.Connect(address)).WaitAsync(Patience);
                }
            }

            crowd.ForEach(static socket => socket.Dispose());
            Assert.Contains("\"QMP\"", await GreetingAsync(address, endpoint == "tls").WaitAsync(Patience));
            host.StandardInput.Close();
            await host.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, host.ExitCode);
        }
        finally
        {
            if (!host.HasExited)
            {
                host.Kill();
                await host.WaitForExitAsync();
            }

            File.Delete(path);
        }
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"ulimit -n {Descriptors}; exec dotnet \"$0\" \"$@\"", typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static Socket Open(EndPoint address) =>
        new(address.AddressFamily, SocketType.Stream, address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);

    private static async Task SitOutAsync(Socket socket, EndPoint address)
    {
        await socket.ConnectAsync(address);
        await socket.ReceiveAsync(new byte[1]);
    }

    private static async Task<string?> GreetingAsync(EndPoint address, bool usesTls)
    {
        // Those who have been closed may still be on their way out.
        while (true)
        {
            using Socket socket = Open(address);
            await socket.ConnectAsync(address);
            await using var plain = new NetworkStream(socket);
            await using SslStream? tls = usesTls ? new SslStream(plain, false, static (_, presented, _, _) => presented is not null) : null;
            try
            {
                await (tls?.AuthenticateAsClientAsync("localhost") ?? Task.CompletedTask);
                using var reader = new StreamReader(tls ?? (Stream)plain);
                if (await reader.ReadLineAsync() is { } greeting)
                {
                    return greeting;
                }
            }
            catch (IOException)
            {
                // Closed, too.
            }
        }
    }
}
