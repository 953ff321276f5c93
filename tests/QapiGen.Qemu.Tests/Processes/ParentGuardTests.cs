using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>What ends a program with its parent: the shell beside it, or, where there is none, QEMU itself if it is recent enough.</summary>
public sealed class ParentGuardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Emulator_whose_main_loop_is_blocked_goes_with_its_parent(string release)
    {
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string nbd = Path.Combine(_folder, "nbd");
        silent.Bind(new UnixDomainSocketEndPoint(nbd));
        silent.Listen();
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(_folder, "q")));
        var start = new ProcessStartInfo(Machines.Emulator(release), [.. Machines.Pc, "-S", "-qmp", $"unix:{Path.Combine(_folder, "q")}"]);
        using Process emulator = await StartGuardedAsync(start, QemuProgramKind.Emulator);
        await using QmpClient client = await QmpClient.AcceptAsync(listener).AsTask().Hang();

        // It waits for a greeting that never comes, and takes no SIGTERM meanwhile.
        Task blocked = client.ExecuteAsync("blockdev-add", JsonElement.Parse($$$"""{"driver": "nbd", "node-name": "n", "server": {"type": "unix", "path": "{{{nbd}}}"}}""")).AsTask();
        using Socket peer = await silent.AcceptAsync().Hang();

        emulator.StandardInput.Close();
        await emulator.WaitForExitAsync().Hang();

        Assert.Equal(128 + 9, emulator.ExitCode);
        await Assert.ThrowsAsync<QmpConnectionException>(() => blocked.Hang());
        AssertGone();
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Emulator_that_listens_to_SIGTERM_ends_in_good_order_with_its_parent(string release)
    {
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(_folder, "q")));
        var start = new ProcessStartInfo(Machines.Emulator(release), [.. Machines.Bare, "-qmp", $"unix:{Path.Combine(_folder, "q")}"]);
        using Process emulator = await StartGuardedAsync(start, QemuProgramKind.Emulator);
        await using QmpClient client = await QmpClient.AcceptAsync(listener).AsTask().Hang();
        Task<QmpEvent> shutdown = client.WaitForEventAsync(static e => e is RawQmpEvent { Name: "SHUTDOWN" });

        emulator.StandardInput.Close();
        await emulator.WaitForExitAsync().Hang();

        Assert.Equal(0, emulator.ExitCode);
        Assert.Equal("host-signal", ((RawQmpEvent)await shutdown.Hang()).Data.GetProperty("reason").GetString());
        AssertGone();
    }

    [Fact]
    public async Task Program_that_ended_by_itself_is_told_to_its_watcher_which_leaves_the_folder_alone()
    {
        string mine = Directory.CreateDirectory(Path.Combine(_folder, "mine")).FullName;
        var start = new ProcessStartInfo("sh", ["-c", "exit 3"]);
        await ParentGuard.AddAsync(start, QemuProgramKind.Emulator, mine).Hang();
        var output = new OutputTail(100, null);
        using RunningProgram program = await RunningProgram.StartAsync(start, output, isWatched: true).Hang();

        await program.Exited.Hang();

        Assert.Equal(3, program.ToExit(QemuStopStep.None).ExitCode);
        Machines.AssertNobodyHas(mine);
        Assert.True(Directory.Exists(mine));
    }

    [Fact]
    public async Task Watcher_does_not_stand_between_a_program_and_its_arguments()
    {
        var start = new ProcessStartInfo("sh", ["-c", "printf '%s|' \"$@\" \"$(cat)\"; exec 2>&-; echo $$", "name", "", "a b", "$HOME", "'", "--"]);
        await ParentGuard.AddAsync(start, QemuProgramKind.Emulator, _folder).Hang();
        var output = new OutputTail(1000, null);
        using RunningProgram program = await RunningProgram.StartAsync(start, output, isWatched: true).Hang();

        await program.Exited.Hang();

        Assert.Equal($"|a b|$HOME|'|--||{program.Id}\n", program.Output);
    }

    /// <remarks>A terminal sends SIGINT to the group of processes in its foreground, and QEMU takes that like <c>quit</c>: the guest would never be asked to shut down.</remarks>
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Ctrl_C_at_the_terminal_of_this_process_does_not_reach_programs(string release)
    {
        await using QemuProcess machine = await Machines.StartAsync(release, Machines.Bare);
        await using QemuProcess daemon = await QemuProcess.StartAsync(new QemuOptions { Program = Machines.StorageDaemon(release) }).Hang();

        Assert.NotEqual(GroupOf(Environment.ProcessId), GroupOf(machine.ProcessId));
        Assert.NotEqual(GroupOf(Environment.ProcessId), GroupOf(daemon.ProcessId));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Emulator_ends_with_its_parent_by_itself_from_10_2(string release)
    {
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(_folder, "q")));
        string[] arguments = [.. Machines.Bare, "-qmp", $"unix:{Path.Combine(_folder, "q")}"];
        var start = new ProcessStartInfo(Machines.Emulator(release), arguments);

        ParentGuardKind guard = await ParentGuard.AddAsync(start, QemuProgramKind.Emulator, _folder, null).Hang();

        Assert.Equal(Version.Parse(release) >= new Version(10, 2) ? ParentGuardKind.Own : ParentGuardKind.None, guard);
        if (guard == ParentGuardKind.None)
        {
            Assert.Equal(arguments, start.ArgumentList);
            return;
        }

        // A shell as the parent, which says whom it has started and then waits to be killed.
        using Process parent = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$@\" & echo $!; wait", "sh", start.FileName, .. start.ArgumentList]) { RedirectStandardOutput = true })!;
        int emulator = int.Parse((await parent.StandardOutput.ReadLineAsync().Hang())!, CultureInfo.InvariantCulture);
        try
        {
            // It has to have read its options before the parent ends.
            await using QmpClient client = await QmpClient.AcceptAsync(listener).AsTask().Hang();
            Assert.True(Machines.IsRunning(emulator));
            parent.Kill();
            for (int i = 0; Machines.IsRunning(emulator) && i < 600; i++)
            {
                await Task.Delay(100);
            }

            Assert.False(Machines.IsRunning(emulator));
        }
        finally
        {
            using Process kill = Process.Start("sh", ["-c", $"kill -9 {emulator} 2>/dev/null"]);
            await kill.WaitForExitAsync();
        }
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Storage_daemon_has_no_such_option(string release)
    {
        var start = new ProcessStartInfo(Machines.StorageDaemon(release));

        Assert.Equal(ParentGuardKind.None, await ParentGuard.AddAsync(start, QemuProgramKind.StorageDaemon, _folder, null).Hang());
        Assert.Empty(start.ArgumentList);
    }

    /// <summary>The process group: the fifth field of proc(5)'s <c>stat</c>, the third behind the name.</summary>
    private static string GroupOf(int process)
    {
        string text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ')[2];
    }

    private async Task<Process> StartGuardedAsync(ProcessStartInfo start, QemuProgramKind kind)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "own"));
        Assert.Equal(ParentGuardKind.Watcher, await ParentGuard.AddAsync(start, kind, Path.Combine(_folder, "own")).Hang());
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    /// <summary>The folder goes last.</summary>
    private void AssertGone()
    {
        string own = Path.Combine(_folder, "own");

        // Just when the watcher becomes the program that removes it, neither's command line can be read.
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists(own), TimeSpan.FromSeconds(60)), "the folder stays");
        Machines.AssertNobodyHas(own);
    }
}
