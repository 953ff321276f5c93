using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>What large messages took a host gives back, also when it has nothing more to do.</summary>
public sealed class JobHostLargeMessageTests : IDisposable
{
    private const int Mebibyte = 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("job-host-test-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_host_without_work_keeps_nothing_of_messages_of_20_MiB(int clients)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        string path = Path.Combine(_folder, "qmp.sock");
        using Process host = SampleProgram.Start("JobHost", "--socket", path);
        try
        {
            using (RawQmp ready = await RawQmp.ConnectAsync(path))
            {
                await ready.ReadAsync();
                await ready.SendAsync("""{"execute":"qmp_capabilities"}""");
            }

            host.Refresh();
            long before = host.WorkingSet64;

            await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => AskAsync(path, 12, patience.Token)));

            // 400 to 700 MiB were kept, until the collector ran next: for want of work never.
            long after;
            do
            {
                host.Refresh();
                after = host.WorkingSet64 - before;
                Assert.False(patience.IsCancellationRequested, $"{after / Mebibyte} MiB are kept");
                await Task.Delay(50);
            }
            while (after > 150 * Mebibyte);
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Sends commands with large ids, each of which comes back with its answer.</summary>
    private static async Task AskAsync(string path, int count, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        using var stream = new NetworkStream(socket);
        await ReadLineAsync(stream, cancellationToken);
        byte[] command = Encoding.ASCII.GetBytes($"{{\"execute\":\"query-version\",\"id\":\"{new string('x', 20 * Mebibyte)}\"}}");
        await stream.WriteAsync("{\"execute\":\"qmp_capabilities\"}"u8.ToArray(), cancellationToken);
        await ReadLineAsync(stream, cancellationToken);
        for (int i = 0; i < count; i++)
        {
            await stream.WriteAsync(command, cancellationToken);
            Assert.True(await ReadLineAsync(stream, cancellationToken) > 20 * Mebibyte);
        }
    }

    /// <returns>How long the line was.</returns>
    private static async Task<int> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256 * 1024];
        int length = 0;
        int read;
        do
        {
            read = await stream.ReadAsync(buffer, cancellationToken);
            Assert.NotEqual(0, read);
            length += read;
        }
        while (buffer[read - 1] != (byte)'\n');

        return length;
    }
}
