using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>One client's message that takes more memory than there is concerns that client only.</summary>
public sealed class JobHostMemoryTests : IDisposable
{
    private const long HeapBytes = 0x20000000;
    private const int IdCharacters = 30_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("job-host-test-").FullName;

    private string SocketPath => Path.Combine(_folder, "qmp.sock");

    [Fact]
    public async Task A_reply_for_which_there_is_no_memory_does_not_silence_the_server()
    {
        using Process host = SampleProgram.StartWithHeap(HeapBytes, "JobHost", "--socket", SocketPath);
        try
        {
            using RawQmp good = await RawQmp.ConnectAsync(SocketPath);
            await good.ReadAsync();
            Assert.True((await good.SendAsync("""{"execute":"qmp_capabilities"}""")).TryGetProperty("return", out _));

            // 60 MB, and six bytes for each of its characters in the reply.
            Task attack = AttackAsync();
            do
            {
                Assert.Equal(0, (await good.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").GetArrayLength());
            }
            while (await Task.WhenAny(attack, Task.Delay(100)) != attack);

            await attack;
            Assert.Equal(0, (await good.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").GetArrayLength());
            using RawQmp late = await RawQmp.ConnectAsync(SocketPath);
            await late.ReadAsync();
            Assert.True((await late.SendAsync("""{"execute":"qmp_capabilities"}""")).TryGetProperty("return", out _));
            Assert.True((await late.SendAsync("""{"execute":"quit"}""")).TryGetProperty("return", out _));
            await host.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, host.ExitCode);
            Assert.Equal("", await host.StandardError.ReadToEndAsync());
        }
        finally
        {
            if (!host.HasExited)
            {
                host.Kill();
                await host.WaitForExitAsync();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Sends the message, and reads until there is the end of a reply or of the connection.</summary>
    private async Task AttackAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"execute":"qmp_capabilities"}{"execute":"query-jobs","id":"{{new string('\u00e4', IdCharacters)}}"}"""));
        byte[] buffer = new byte[1024 * 1024];
        int lines = 0;
        try
        {
            // Greeting, the reply to the negotiation, and the one that is too large.
            int count;
            while (lines < 3 && (count = await socket.ReceiveAsync(buffer).WaitAsync(Patience)) > 0)
            {
                lines += buffer.AsSpan(0, count).Count((byte)'\n');
            }
        }
        catch (SocketException)
        {
            // Closed as hard as that: it is this client's own affair.
        }
    }
}
