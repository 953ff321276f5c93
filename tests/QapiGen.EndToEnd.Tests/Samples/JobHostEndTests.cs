using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>The host ends when it is told to, whatever its clients do, and says in a sentence why it can't begin.</summary>
public sealed class JobHostEndTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("job-host-test-").FullName;

    private string SocketPath => Path.Combine(_folder, "qmp.sock");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_does_not_read_does_not_hold_up_the_end(bool isKilled)
    {
        using Process host = SampleProgram.Start("JobHost", "--socket", SocketPath);
        try
        {
            using RawQmp good = await RawQmp.ConnectAsync(SocketPath);
            await good.ReadAsync();
            await good.SendAsync("""{"execute":"qmp_capabilities"}""");
            using var lazy = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await lazy.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
            byte[] flood = Encoding.ASCII.GetBytes("""{"execute":"qmp_capabilities"}""" + string.Concat(Enumerable.Repeat("""{"execute":"query-qmp-schema"}""", 2000)));
            Task sending = lazy.SendAsync(flood);
            await sending.WaitAsync(Patience);

            if (isKilled)
            {
                Process.Start("kill", ["-TERM", $"{host.Id}"]).WaitForExit();
            }
            else
            {
                Assert.True((await good.SendAsync("""{"execute":"quit"}""")).TryGetProperty("return", out _));
            }

            await host.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, host.ExitCode);
            Assert.Empty(Directory.GetFileSystemEntries(_folder));
        }
        finally
        {
            End(host);
        }
    }

    [Fact]
    public async Task Ten_quits_at_once_are_all_obeyed()
    {
        using Process host = SampleProgram.Start("JobHost", "--socket", SocketPath);
        try
        {
            RawQmp[] clients = new RawQmp[10];
            for (int i = 0; i < clients.Length; i++)
            {
                clients[i] = await RawQmp.ConnectAsync(SocketPath);
                await clients[i].ReadAsync();
                await clients[i].SendAsync("""{"execute":"qmp_capabilities"}""");
            }

            // A client may find the connection closed: then the server was quicker than its command.
            await Task.WhenAll(clients.Select(static async client =>
            {
                try
                {
                    Assert.True((await client.SendAsync("""{"execute":"quit"}""")).TryGetProperty("return", out _));
                }
                catch (Exception e) when (e is IOException)
                {
                    return;
                }
            }));
            await host.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, host.ExitCode);
            foreach (RawQmp client in clients)
            {
                client.Dispose();
            }
        }
        finally
        {
            End(host);
        }
    }

    [Fact]
    public async Task An_address_in_use_is_a_sentence()
    {
        using Process host = SampleProgram.Start("JobHost", "--socket", SocketPath);
        try
        {
            using RawQmp first = await RawQmp.ConnectAsync(SocketPath);
            (int code, string output) = await SampleProgram.RunAsync("JobHost", "--socket", SocketPath);

            Assert.Equal(1, code);
            Assert.Equal($"Listening on unix:{SocketPath} failed: another server listens there", output.Trim());
            Assert.True((await first.ReadAsync()).TryGetProperty("QMP", out _));
        }
        finally
        {
            End(host);
        }
    }

    [Fact]
    public async Task A_second_host_takes_neither_address_nor_store_from_the_first()
    {
        string store = Path.Combine(_folder, "jobs.db");
        using Process host = SampleProgram.Start("JobHost", "--socket", SocketPath, "--store", store);
        try
        {
            using RawQmp first = await RawQmp.ConnectAsync(SocketPath);
            await first.ReadAsync();
            await first.SendAsync("""{"execute":"qmp_capabilities"}""");
            (int code, string output) = await SampleProgram.RunAsync("JobHost", "--socket", SocketPath, "--store", store);
            Assert.Equal(1, code);
            Assert.Equal($"Listening on unix:{SocketPath} failed: another server listens there", output.Trim());

            string source = Path.Combine(_folder, "source");
            await File.WriteAllTextAsync(source, "text");
            string target = Path.Combine(_folder, "target");
            Assert.True((await first.SendAsync($$$"""{"execute":"file-backup","arguments":{"job-id":"b","source":"{{{source}}}","target":"{{{target}}}"}}""")).TryGetProperty("return", out _));
            Assert.True((await first.SendAsync("""{"execute":"quit"}""")).TryGetProperty("return", out _));
            await host.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, host.ExitCode);
        }
        finally
        {
            End(host);
        }
    }

    [Fact]
    public async Task A_client_can_not_take_the_last_file_descriptors()
    {
        using Process host = SampleProgram.StartLimited(160, "JobHost", "--socket", SocketPath);
        try
        {
            using RawQmp first = await RawQmp.ConnectAsync(SocketPath);
            await first.ReadAsync();
            var crowd = Enumerable.Range(0, 400).Select(_ => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)).ToList();
            foreach (Socket socket in crowd)
            {
                await Task.Run(() => socket.Connect(new UnixDomainSocketEndPoint(SocketPath))).WaitAsync(Patience);
            }

            Assert.True((await first.SendAsync("""{"execute":"qmp_capabilities"}""")).TryGetProperty("return", out _));
            Assert.Equal(0, (await first.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").GetArrayLength());
            crowd.ForEach(static socket => socket.Dispose());
            Assert.True((await first.SendAsync("""{"execute":"quit"}""")).TryGetProperty("return", out _));
            await host.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, host.ExitCode);
        }
        finally
        {
            End(host);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void End(Process host)
    {
        if (!host.HasExited)
        {
            host.Kill();
            host.WaitForExit();
        }
    }
}
