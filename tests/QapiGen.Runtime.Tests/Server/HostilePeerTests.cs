using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Clients on a real socket that misbehave: the server survives, and serves others meanwhile.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync.")]
public sealed class HostilePeerTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"qapigen-{Guid.NewGuid():N}.sock");
    private readonly QmpService _service = LabDispatcher.Service(new QmpServiceOptions { MaxPendingOutputBytes = 1024 * 1024 });
    private readonly QmpServer _server;

    public HostilePeerTests() => _server = new QmpServer(_service);

    public Task InitializeAsync()
    {
        _server.Listen(QmpAddress.Unix(_path));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task The_socket_is_its_owners_alone_and_goes_away()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }

        await _server.DisposeAsync();
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public async Task A_reader_that_never_reads_is_not_read_any_more_and_holds_up_nobody()
    {
        using Socket greedy = Connect();
        await greedy.SendAsync("{\"execute\":\"qmp_capabilities\"}"u8.ToArray());
        byte[] flood = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"execute\":\"query-qmp-schema\"}", 1000)));
        Task sending = Task.Run(async () =>
        {
            while (true)
            {
                await greedy.SendAsync(flood);
            }
        });
        await AssertServesAsync();
        await WaitUntilAsync(() => _service.OutputBudget.Held > 256 * 1024);
        await AssertServesAsync();
        Assert.InRange(_service.OutputBudget.Held, 1, 1024 * 1024);

        greedy.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await WaitUntilAsync(() => _service.ConnectionCount == 0);
        Assert.Equal(0, _service.OutputBudget.Held);
    }

    [Fact]
    public async Task A_client_that_reads_more_slowly_than_it_is_served_loses_nothing()
    {
        const int Count = 200_000;
        using Socket slow = Connect();
        await slow.SendAsync("{\"execute\":\"qmp_capabilities\"}"u8.ToArray());
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Count; i += 1000)
            {
                await slow.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(i, 1000).Select(id => $"{{\"execute\":\"ping\",\"id\":{id}}}"))));
            }

            slow.Shutdown(SocketShutdown.Send);
        });

        using var reader = new StreamReader(new NetworkStream(slow), Encoding.ASCII, false, 4096);
        await reader.ReadLineAsync();
        await reader.ReadLineAsync();
        for (int id = 0; id < Count; id++)
        {
            Assert.Equal($"{{\"return\": {{}}, \"id\": {id}}}", await reader.ReadLineAsync());
        }

        Assert.Null(await reader.ReadLineAsync());
        await sending;
    }

    [Fact]
    public async Task Half_messages_and_abrupt_closes_leave_nothing_behind()
    {
        var sockets = new List<Socket>();
        for (int i = 0; i < 200; i++)
        {
            Socket socket = Connect();
            await socket.SendAsync("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}{\"execute\":\"ping\"}{\"execute\":\"pi"u8.ToArray());
            if (i % 2 == 0)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            else
            {
                sockets.Add(socket);
            }
        }

        sockets.ForEach(socket => socket.Dispose());
        await AssertServesAsync();
        await _service.StopAsync();
        Assert.Equal(0, _service.ConnectionCount);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public async Task A_hundred_thousand_levels_are_refused(char open)
    {
        using Socket socket = Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(new string(open, 100_000)));
        await socket.SendAsync(new byte[] { 1 });
        socket.Shutdown(SocketShutdown.Send);
        string answer = await ReadToEndAsync(socket);
        Assert.Contains("JSON nesting depth limit exceeded", answer);
        Assert.EndsWith("JSON parse error, stray '\\u0001'\"}}\r\n", answer);
        await AssertServesAsync();
    }

    [Fact]
    public async Task Seventy_MiB_of_one_string_are_refused()
    {
        using Socket socket = Connect();
        Task<string> reading = ReadToEndAsync(socket);
        await socket.SendAsync("{\"execute\":\""u8.ToArray());
        byte[] block = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
        for (int i = 0; i < 70; i++)
        {
            await socket.SendAsync(block);
        }

        socket.Shutdown(SocketShutdown.Send);
        Assert.Contains("JSON token size limit exceeded", await reading);
        await AssertServesAsync();
    }

    [Fact]
    public async Task Invalid_UTF8_and_noise_get_errors_in_ASCII()
    {
        using Socket socket = Connect();
        byte[] noise = new byte[50_000];
        new Random(3).NextBytes(noise);
        Task<string> reading = ReadToEndAsync(socket);
        await socket.SendAsync(noise);
        await socket.SendAsync("\u0001{\"execute\":\"qmp_capabilities\",\"id\":\"\uFFFD\"}"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        string answer = await reading;
        Assert.True(Ascii.IsValid(answer));
        Assert.EndsWith("{\"return\": {}, \"id\": \"\\uFFFD\"}\r\n", answer);
    }

    [Fact]
    public async Task One_byte_at_a_time_is_as_good_as_any()
    {
        using Socket socket = Connect();
        foreach (byte value in "{\"execute\":\"qmp_capabilities\"} {'execute' : 'ping', \"id\":1e2}"u8.ToArray())
        {
            await socket.SendAsync(new[] { value });
        }

        socket.Shutdown(SocketShutdown.Send);
        Assert.EndsWith("{\"return\": {}}\r\n{\"return\": {}, \"id\": 100}\r\n", await ReadToEndAsync(socket));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\r\n", 4096)]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\r\n", 1)]
    [InlineData("OPTIONS /{\"execute\":\"quit\"} HTTP/1.1\r\n\r\n", 3)]
    [InlineData("get / HTTP/1.1\r\nHost: localhost\r\n\r\n", 4096)]
    [InlineData("pAtCh http://localhost:1/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 1)]
    [InlineData("PROPFIND / HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 4096)]
    [InlineData("A-METHOD-WITH-A-VERY-LONG-NAME /{\"execute\":\"quit\"} HTTP/1.1\r\n\r\n", 1)]
    [InlineData("1 / HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 4096)]
    [InlineData("true / HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 2)]
    [InlineData("'x' * HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 4096)]
    [InlineData("\u0016\u0003\u0001\u0002", 1)]
    public async Task A_page_in_a_browser_runs_no_commands(string head, int pieceBytes)
    {
        using Socket socket = Connect();
        try
        {
            foreach (byte[] piece in Encoding.Latin1.GetBytes(head + "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}").Chunk(pieceBytes))
            {
                await socket.SendAsync(piece);
            }

            socket.Shutdown(SocketShutdown.Send);
            Assert.DoesNotContain("return", await ReadToEndAsync(socket));
        }
        catch (SocketException)
        {
            // Closed while it was sending.
        }

        await WaitUntilAsync(() => _service.ConnectionCount == 0);
        Assert.False(_service.QuitRequested.IsCompleted);
        await AssertServesAsync();
    }

    [Theory]
    [InlineData("GE {\"execute\":\"qmp_capabilities\",\"id\":1}")]
    [InlineData("POSTER {\"execute\":\"qmp_capabilities\",\"id\":1}")]
    [InlineData("\u0016{\"execute\":\"qmp_capabilities\",\"id\":1}")]
    [InlineData("true {\"execute\":\"qmp_capabilities\",\"id\":1}")]
    [InlineData("- \"/\" {\"execute\":\"qmp_capabilities\",\"id\":1}")]
    [InlineData("' GET / HTTP/1.1'{\"execute\":\"qmp_capabilities\",\"id\":1}")]
    [InlineData("getter {\"execute\":\"qmp_capabilities\",\"id\":1}")]
    public async Task What_only_resembles_another_protocol_is_refused_as_QEMU_does_and_what_follows_is_run(string text)
    {
        using Socket socket = Connect();
        foreach (byte value in Encoding.Latin1.GetBytes(text))
        {
            await socket.SendAsync(new[] { value });
        }

        socket.Shutdown(SocketShutdown.Send);
        Assert.EndsWith("{\"return\": {}, \"id\": 1}\r\n", await ReadToEndAsync(socket));
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[32 * 1024];
        for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 3000 && !condition(); i++)
        {
            await Task.Delay(20);
        }

        Assert.True(condition());
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_path));
        return socket;
    }

    private async Task AssertServesAsync()
    {
        using Socket socket = Connect();
        await socket.SendAsync("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"ping\",\"id\":\"still\"}"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        Assert.EndsWith("{\"return\": {}, \"id\": \"still\"}\r\n", await ReadToEndAsync(socket));
    }
}
