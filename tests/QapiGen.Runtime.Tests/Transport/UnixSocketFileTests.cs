using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>A listener takes only what is nobody's, and takes down only what is its own.</summary>
public sealed class UnixSocketFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-").FullName;

    private string SocketPath => Path.Combine(_folder, "s");

    [LinuxFact]
    public void Only_a_socket_is_removed()
    {
        string regular = Path.Combine(_folder, "regular");
        File.WriteAllText(regular, "precious");
        string empty = Path.Combine(_folder, "empty");
        File.WriteAllText(empty, "");
        string fifo = Path.Combine(_folder, "fifo");
        Process.Start("mkfifo", fifo).WaitForExit();
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, LeaveSocket("target"));

        AssertRefused(regular, "a regular file is there, and only sockets are removed");
        AssertRefused(empty, "a regular file is there");
        AssertRefused(fifo, "a FIFO is there");
        AssertRefused(link, "a symbolic link is there");
        AssertRefused(_folder, "a folder is there");
        AssertRefused("/dev/null", "a device is there", "");
        Assert.Equal("precious", File.ReadAllText(regular));
        Assert.True(File.Exists(fifo));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [LinuxFact]
    public async Task An_address_that_is_reserved_is_nobody_elses_and_serves_nobody_yet()
    {
        var address = QmpAddress.Unix(SocketPath);
        await using var service = new QmpService(new QmpCompiledSchema("none", [], static () => "[]"u8), []);
        await using var server = new QmpServer(service);
        await using var other = new QmpServer(service);
        server.Reserve(address);
        Assert.False(File.Exists(SocketPath));
        Task waiting = Task.Run(() => other.Reserve(address));

        server.Listen(address);

        QmpConnectionException refused = await Assert.ThrowsAsync<QmpConnectionException>(() => waiting);
        Assert.Contains(refused.Message, (string[])[
            $"Listening on {address} failed: another server listens there",
            $"Listening on {address} failed: another server is starting there, or holds {SocketPath}.lock"]);
        await using (await QmpClient.ConnectAsync(address.ToString()))
        {
        }

        await server.DisposeAsync();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        // What was reserved and never used is given back.
        other.Reserve(address);
        Assert.NotEmpty(Directory.GetFileSystemEntries(_folder));
        await other.DisposeAsync();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        await using QmpListener next = QmpListener.Bind(address);
    }

    [Fact]
    public async Task A_port_that_is_reserved_is_nobody_elses()
    {
        var any = QmpAddress.Parse("tcp:127.0.0.1:0");
        await using var service = new QmpService(new QmpCompiledSchema("none", [], static () => "[]"u8), []);
        await using var server = new QmpServer(service);
        server.Reserve(any);
        QmpAddress address = server.Listen(any);

        Assert.Throws<QmpConnectionException>(() => QmpListener.Bind(address));
        await using (await QmpClient.ConnectAsync(address.ToString()))
        {
        }

        await server.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => server.Reserve(address));
    }

    [LinuxFact]
    public async Task What_stands_where_the_lock_is_to_be_is_neither_waited_for_nor_followed_nor_removed()
    {
        string victim = Path.Combine(_folder, "victim");
        string missing = Path.Combine(_folder, "missing");
        File.WriteAllText(victim, "");
        (string Kind, Action<string> Make)[] all =
        [
            ("a FIFO", static path => Process.Start("mkfifo", path).WaitForExit()),
            ("a folder", static path => Directory.CreateDirectory(path)),
            ("a symbolic link", path => File.CreateSymbolicLink(path, victim)),
            ("a symbolic link", path => File.CreateSymbolicLink(path, missing)),
            ("a socket", path => File.Move(LeaveSocket("leftover"), path)),
        ];
        foreach ((string kind, Action<string> make) in all)
        {
            string path = Path.Combine(_folder, Guid.NewGuid().ToString("N")[..8]);
            make(path + ".lock");
            FileIdentity? before = FileIdentity.Of(path + ".lock");

            // The time is that of a hang.
            QmpConnectionException refused = await Assert.ThrowsAsync<QmpConnectionException>(
                () => Task.Run(() => QmpListener.Bind(QmpAddress.Unix(path))).WaitAsync(TimeSpan.FromMinutes(2)));

            Assert.Equal($"Listening on unix:{path} failed: {kind} is at {path}.lock, where a file says that a server is starting", refused.Message);
            Assert.Equal(before, FileIdentity.Of(path + ".lock"));
            Assert.False(File.Exists(path));
        }

        Assert.True(File.Exists(victim));
        Assert.False(File.Exists(missing));
    }

    [LinuxFact]
    public void A_lock_that_somebody_has_put_in_the_place_of_ours_is_not_removed()
    {
        string other = SocketPath + ".lock";
        using (UnixSocketLock.Take(SocketPath))
        {
            File.Move(other, other + ".away");
            File.WriteAllText(other, "");
        }

        Assert.True(File.Exists(other));
    }

    [Fact]
    public void A_lock_that_was_there_before_serves_and_is_not_removed()
    {
        string other = SocketPath + ".lock";
        File.WriteAllText(other, "");

        UnixSocketLock.Take(SocketPath).Dispose();
        Assert.True(File.Exists(other));
        File.Delete(other);
        UnixSocketLock.Take(SocketPath).Dispose();

        Assert.False(File.Exists(other));
    }

    [Fact]
    public async Task A_path_that_is_too_long_for_a_socket_is_said_to_be_so()
    {
        string deep = Directory.CreateDirectory(Path.Combine(_folder, new string('x', 120))).FullName;
        string full = Path.Combine(deep, "s");

        QmpConnectionException connecting = await Assert.ThrowsAsync<QmpConnectionException>(() => QmpTransports.ConnectAsync(QmpAddress.Unix(full)).AsTask());
        QmpConnectionException listening = Assert.Throws<QmpConnectionException>(() => QmpListener.Bind(QmpAddress.Unix(full)));

        Assert.Contains($"failed: its path has {full.Length} bytes", connecting.Message, StringComparison.Ordinal);
        Assert.Contains($"failed: its path has {full.Length} bytes", listening.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(deep));
    }

    [Fact]
    public async Task A_socket_left_behind_is_replaced_and_nothing_else_stays()
    {
        LeaveSocket("s");
        await using (QmpListener listener = QmpListener.Bind(QmpAddress.Unix(SocketPath)))
        {
            await using IQmpTransport client = await QmpTransports.ConnectAsync(listener.Address);
            Assert.Equal([SocketPath], Directory.GetFileSystemEntries(_folder));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_server_that_listens_is_left_alone_with_a_sentence()
    {
        await using QmpListener first = QmpListener.Bind(QmpAddress.Unix(SocketPath));

        AssertRefused(SocketPath, "another server listens there");

        await using IQmpTransport client = await QmpTransports.ConnectAsync(first.Address);
        await using IQmpTransport server = await first.AcceptAsync();
    }

    [Fact]
    public async Task A_server_that_has_no_time_to_accept_is_left_alone_too()
    {
        await using QmpListener busy = QmpListener.Bind(QmpAddress.Unix(SocketPath), new QmpListenOptions { Backlog = 1 });
        var waiting = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false }).ToList();
        foreach (Socket socket in waiting)
        {
            Record.Exception(() => socket.Connect(new UnixDomainSocketEndPoint(SocketPath)));
        }

        AssertRefused(SocketPath, "another server listens there");
        waiting.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public async Task Of_servers_that_start_at_once_one_is_there()
    {
        for (int round = 0; round < 20; round++)
        {
            LeaveSocket("s");
            using var start = new Barrier(4);
            QmpListener?[] listeners = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        return QmpListener.Bind(QmpAddress.Unix(SocketPath));
                    }
                    catch (QmpConnectionException)
                    {
                        return null;
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            QmpListener winner = Assert.Single(listeners.OfType<QmpListener>());
            await using (IQmpTransport client = await QmpTransports.ConnectAsync(winner.Address))
            await using (IQmpTransport server = await winner.AcceptAsync())
            {
            }

            await winner.DisposeAsync();
            Assert.Empty(Directory.GetFileSystemEntries(_folder));
        }
    }

    [LinuxFact]
    public async Task A_server_takes_down_only_its_own_socket()
    {
        QmpListener old = QmpListener.Bind(QmpAddress.Unix(SocketPath));
        File.Delete(SocketPath);
        await using QmpListener next = QmpListener.Bind(QmpAddress.Unix(SocketPath));

        await old.DisposeAsync();

        await using IQmpTransport client = await QmpTransports.ConnectAsync(next.Address);
        await using IQmpTransport server = await next.AcceptAsync();
    }

    [LinuxFact]
    public async Task What_has_taken_the_place_of_the_socket_stays()
    {
        QmpListener listener = QmpListener.Bind(QmpAddress.Unix(SocketPath));
        File.Delete(SocketPath);
        await File.WriteAllTextAsync(SocketPath, "precious");

        await listener.DisposeAsync();

        Assert.Equal("precious", await File.ReadAllTextAsync(SocketPath));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said()
    {
        QmpConnectionException error = Assert.Throws<QmpConnectionException>(() => QmpListener.Bind(QmpAddress.Unix(Path.Combine(_folder, "no", "s"))));
        Assert.EndsWith($" failed: there is no folder '{Path.Combine(_folder, "no")}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_at_the_other_end_is_known_and_whether_he_is_gone()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(SocketPath));
        using Socket server = listener.Accept();
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(Environment.ProcessId, QmpPeerCredentials.Of(server)?.ProcessId);
        }

        Assert.Null(QmpSocketPeer.EndPointOf(server));
        Assert.False(QmpSocketPeer.IsGone(server));
        client.Shutdown(SocketShutdown.Send);
        Assert.False(QmpSocketPeer.IsGone(server));
        client.Dispose();
        Assert.Equal(!OperatingSystem.IsWindows(), QmpSocketPeer.IsGone(server));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertRefused(string path, string reason, string? prefix = null)
    {
        QmpConnectionException error = Assert.Throws<QmpConnectionException>(() => QmpListener.Bind(QmpAddress.Unix(path)));
        Assert.StartsWith($"Listening on unix:{path} failed: {prefix}", error.Message);
        if (prefix is null)
        {
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    // As a process leaves it that was killed.
    private string LeaveSocket(string name)
    {
        string path = Path.Combine(_folder, name);
        if (OperatingSystem.IsLinux())
        {
            using Socket _ = UnixSocketBinder.Listen(path, 1, takesDescriptors: false, static () => { });
        }

        return path;
    }
}
