using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>What can go wrong at the start. Each test has a folder of its own, which must be empty in the end.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qf").FullName;

    public void Dispose()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Machines.AssertNobodyHas(_folder);
        Directory.Delete(_folder);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Unknown_option_fails_with_QEMUs_words(string release)
    {
        QemuStartException failure = await FailAsync(Machines.Emulator(release), ["-no-such-option", "with space"]);

        Assert.Equal(1, failure.Exit!.ExitCode);
        Assert.Contains("-no-such-option: invalid option", failure.Exit.Output, StringComparison.Ordinal);
        Assert.Contains("-no-such-option: invalid option", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'with space'", failure.CommandLine, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Missing_image_fails_with_QEMUs_words(string release)
    {
        string[] arguments = ["--blockdev", "driver=file,node-name=f,filename=/no/such/image"];

        QemuStartException emulator = await FailAsync(Machines.Emulator(release), [.. Machines.Bare, .. arguments]);
        QemuStartException daemon = await FailAsync(Machines.StorageDaemon(release), arguments);

        Assert.Contains("No such file or directory", emulator.Message, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", daemon.Message, StringComparison.Ordinal);
        Assert.Equal(1, daemon.Exit!.ExitCode);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Port_that_is_taken_fails_with_QEMUs_words(string release)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        QemuStartException failure = await FailAsync(Machines.Emulator(release), [.. Machines.Bare, "-qmp", $"tcp:127.0.0.1:{port},server=on,wait=off"]);

        Assert.Contains("Address already in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_is_not_there_is_named()
    {
        QemuStartException byName = await FailAsync("qemu-system-nowhere", []);
        QemuStartException byPath = await FailAsync("/no/such/qemu", []);

        Assert.Contains("'qemu-system-nowhere' is not on the search path", byName.Message, StringComparison.Ordinal);
        Assert.Contains("There is no program '/no/such/qemu'", byPath.Message, StringComparison.Ordinal);
        Assert.Null(byName.Exit);
    }

    [Fact]
    public async Task File_that_can_not_be_run_is_named()
    {
        string file = Path.GetTempFileName();

        QemuStartException failure = await FailAsync(file, []);

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task Program_that_is_not_QEMU_and_ends_says_how()
    {
        QemuStartException failure = await FailAsync("sh", ["-c", "echo not me >&2; exit 7"]);

        Assert.Equal(7, failure.Exit!.ExitCode);
        Assert.Equal("not me\n", failure.Exit.Output);
    }

    [Fact]
    public async Task Program_that_is_not_QEMU_and_goes_on_is_ended_at_the_deadline()
    {
        QemuStartException failure = await FailAsync("sh", ["-c", $"echo waiting; sleep 1000 # {_folder}"], TimeSpan.FromMilliseconds(500));

        Assert.Contains("did not connect and negotiate within", failure.Message, StringComparison.Ordinal);
        Assert.Equal(9, failure.Exit!.Signal);
        Assert.Equal("waiting\n", failure.Exit.Output);
    }

    [PythonFact]
    public async Task Program_that_talks_something_else_is_ended()
    {
        QemuStartException failure = await FailAsync("python3", ["-c", Script("s.sendall(b'SSH-2.0-OpenSSH_9\\r\\n'); time.sleep(1000)")]);

        Assert.Contains("can't be talked to", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is not QMP", failure.Message, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Program_that_dies_during_the_handshake_says_how()
    {
        QemuStartException failure = await FailAsync("python3", ["-c", Script("s.sendall(b'{\"QMP\": {\"version\"'); sys.stderr.write('out of luck'); sys.exit(3)")]);

        Assert.Equal(3, failure.Exit!.ExitCode);
        Assert.Contains("out of luck", failure.Message, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Program_that_never_reads_is_ended_at_the_deadline()
    {
        QemuStartException failure = await FailAsync("python3", ["-c", Script("s.sendall(GREETING); time.sleep(1000)")], TimeSpan.FromSeconds(2));

        Assert.Contains("did not connect and negotiate within", failure.Message, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Cancelling_at_any_moment_leaves_nothing(string release)
    {
        using var first = new CancellationTokenSource();
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => QemuProcess.StartAsync(Options(Machines.Emulator(release), Machines.Bare), first.Token));
        for (int milliseconds = 0; milliseconds < 60; milliseconds += 4)
        {
            using var cancelled = new CancellationTokenSource(milliseconds);
            try
            {
                await using QemuProcess vm = await QemuProcess.StartAsync(Options(Machines.Emulator(release), Machines.Bare), cancelled.Token).Hang();
            }
            catch (OperationCanceledException)
            {
                Assert.Empty(Directory.GetFileSystemEntries(_folder));
            }
        }
    }

    [QemuReleaseFact("7.2")]
    public async Task Folder_whose_path_is_too_long_is_refused_with_the_reason()
    {
        string parent = Path.Combine(Path.GetTempPath(), new string('x', 100));

        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() =>
            QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator("7.2"), FolderParent = parent }));

        Assert.Contains("too long a path", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(parent));
    }

    [QemuReleaseFact("7.2")]
    public async Task Folder_that_is_not_there_is_refused_and_not_made()
    {
        string parent = Path.Combine(_folder, "none");

        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() =>
            QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator("7.2"), FolderParent = parent }));

        Assert.Equal($"There is no folder '{parent}' to make one for sockets in", failure.Message);
        Assert.False(Directory.Exists(parent));
    }

    [QemuReleaseFact("7.2")]
    public async Task Folder_to_start_in_that_is_not_there_is_named()
    {
        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() =>
            QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator("7.2"), FolderParent = _folder, WorkingDirectory = "/no/such/place" }));

        Assert.StartsWith($"There is no folder '/no/such/place' for '{Machines.Emulator("7.2")}' to start in", failure.Message, StringComparison.Ordinal);
    }

    // A program that goes on as another process would be left running.
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Program_that_would_go_on_by_itself_is_refused(string release)
    {
        QemuStartException emulator = await FailAsync(Machines.Emulator(release), [.. Machines.Bare, "-daemonize"]);
        QemuStartException daemon = await FailAsync(Machines.StorageDaemon(release), ["--daemonize"]);

        Assert.StartsWith("'-daemonize' isn't for programs that are started from here", emulator.Message, StringComparison.Ordinal);
        Assert.StartsWith("'--daemonize' isn't for programs that are started from here", daemon.Message, StringComparison.Ordinal);
    }

    [QemuReleaseFact("7.2")]
    public async Task What_cant_be_meant_is_refused_before_the_start()
    {
        QemuStartException text = await FailAsync(Machines.Emulator("7.2"), [.. Machines.Bare, "-name", "a\0b"]);
        QemuStartException time = await FailAsync(Machines.Emulator("7.2"), Machines.Bare, TimeSpan.FromSeconds(-5));

        QemuStartException patience = await FailAsync(Machines.Emulator("7.2"), Machines.Bare, stopOnDispose: new QemuStopOptions { Quit = TimeSpan.FromDays(60) });

        QemuStartException log = await RefuseAsync(new QemuOptions { Program = Machines.Emulator("7.2"), FolderParent = _folder, ConsoleLogFile = "x" });
        QemuStartException guest = await RefuseAsync(new QemuOptions { Program = Machines.StorageDaemon("7.2"), FolderParent = _folder, GuestAgent = true });
        QemuStartException daemon = await RefuseAsync(new QemuOptions { Program = Machines.StorageDaemon("7.2"), FolderParent = _folder, Arguments = ["--daem"] });

        Assert.Equal("ConsoleLogFile is what the serial port puts out: set SerialConsole", log.Message);
        Assert.Contains("is a storage daemon and has no guest", guest.Message, StringComparison.Ordinal);
        Assert.StartsWith("'--daem' isn't for programs that are started from here", daemon.Message, StringComparison.Ordinal);
        Assert.StartsWith("An argument has a NUL", text.Message, StringComparison.Ordinal);
        Assert.StartsWith("StopOnDispose.Quit is 60.00:00:00: it has to be", patience.Message, StringComparison.Ordinal);
        Assert.StartsWith("StartTimeout is -00:00:05", time.Message, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Comma_in_the_path_of_the_sockets_does_no_harm(string release)
    {
        string parent = Directory.CreateDirectory(Path.Combine(_folder, "a,b")).FullName;
        await using (QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions { Program = Machines.Emulator(release), Arguments = Machines.Bare, FolderParent = parent }).Hang())
        {
            Assert.StartsWith(parent, vm.Folder, StringComparison.Ordinal);
        }

        Directory.Delete(parent);
    }

    /// <summary>A program that connects to the first socket on its command line and then does something.</summary>
    internal static string Script(string action) => $$$"""
        import socket, sys, time
        GREETING = b'{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 9}, "package": ""}, "capabilities": []}}\r\n'
        def connect(n):
            s = socket.socket(socket.AF_UNIX)
            s.connect([a for a in sys.argv if a.startswith('unix:')][n][5:])
            return s
        s = connect(0)
        {{{action}}}
        """;

    private QemuOptions Options(string program, string[] arguments, TimeSpan? timeout = null, QemuStopOptions? stopOnDispose = null) => new()
    {
        Program = program,
        Arguments = arguments,
        FolderParent = _folder,
        StartTimeout = timeout ?? TimeSpan.FromSeconds(100),
        StopOnDispose = stopOnDispose ?? QemuStopOptions.Quick,
    };

    private Task<QemuStartException> FailAsync(string program, string[] arguments, TimeSpan? timeout = null, QemuStopOptions? stopOnDispose = null) =>
        RefuseAsync(Options(program, arguments, timeout, stopOnDispose));

    private async Task<QemuStartException> RefuseAsync(QemuOptions options)
    {
        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() => QemuProcess.StartAsync(options)).Hang();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        return failure;
    }
}
