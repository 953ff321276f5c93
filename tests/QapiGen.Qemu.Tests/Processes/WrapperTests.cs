using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>Programs that are scripts which start QEMU beside themselves. Whatever becomes of the script, QEMU doesn't outlive it for long.</summary>
public sealed class WrapperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qw").FullName;

    private string Go => Path.Combine(_folder, "go");

    public void Dispose()
    {
        Machines.AssertNobodyHas(_folder);
        Directory.Delete(_folder, recursive: true);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Script_that_ends_at_once_fails_the_start(string release)
    {
        try
        {
            // On a machine where the script is slower than QEMU it is an end that comes early.
            await using QemuProcess vm = await QemuProcess.StartAsync(Options("\"$QEMU\" \"$@\" &", release)).Hang();
            Assert.Equal(0, (await vm.Exited.Hang()).ExitCode);
        }
        catch (QemuStartException failure)
        {
            // Whichever comes first: QEMU, or the end of the wait for the script's output.
            Assert.Matches("' ended (and left process [0-9]+ running|before it could be talked to|during the handshake)", failure.Message);
        }

        AssertNothingLeft();
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Script_that_ends_later_takes_QEMU_with_it(string release)
    {
        using var log = new LogLines();
        await using QemuProcess vm = await QemuProcess.StartAsync(Options("\"$QEMU\" \"$@\" & while [ ! -e \"$GO\" ]; do sleep 0.1; done; exit 5", release, log: log)).Hang();
        File.Create(Go).Dispose();
        QemuExit exit = await vm.Exited.Hang();

        Assert.Equal(5, exit.ExitCode);
        Assert.Equal("host-qmp-quit", exit.ShutdownReason);
        Assert.Contains(log.Lines, line => line.StartsWith($"410 Warning Process {vm.ProcessId} ended and left process ", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, static line => line.StartsWith("411", StringComparison.Ordinal));
        Machines.AssertNobodyHas(vm.Folder);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Script_that_SIGTERM_ends_takes_QEMU_with_it(string release)
    {
        await using (QemuProcess vm = await QemuProcess.StartAsync(Options("\"$QEMU\" \"$@\" & wait", release)).Hang())
        {
            QemuStopResult stopped = await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.Zero, Terminate = TimeSpan.FromMinutes(2) }).Hang();

            Assert.Equal(QemuStopStep.Terminate, stopped.Step);
            Assert.Equal(15, stopped.Exit.Signal);
            Machines.AssertNobodyHas(vm.Folder);
        }

        AssertNothingLeft();
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task QEMU_that_takes_no_step_is_killed(string release)
    {
        var patience = new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromMilliseconds(100), Terminate = TimeSpan.FromMilliseconds(100) };
        await using (QemuProcess vm = await QemuProcess.StartAsync(Options("\"$QEMU\" \"$@\" & echo \"pid $!\"; while [ ! -e \"$GO\" ]; do sleep 0.1; done", release, patience)).Hang())
        {
            for (int i = 0; i < 1200 && !vm.Output.Contains('\n', StringComparison.Ordinal); i++)
            {
                await Task.Delay(100);
            }

            string qemu = vm.Output.Split("pid ")[1].Split('\n')[0];
            using (Process stop = Process.Start("kill", ["-STOP", qemu]))
            {
                await stop.WaitForExitAsync().Hang();
            }

            File.Create(Go).Dispose();
        }

        AssertNothingLeft();
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Storage_daemon_goes_with_its_script_too(string release)
    {
        QemuOptions options = Options("\"$QEMU\" \"$@\" & while [ ! -e \"$GO\" ]; do sleep 0.1; done", release, program: Machines.StorageDaemon(release));
        await using (QemuProcess daemon = await QemuProcess.StartAsync(options).Hang())
        {
            File.Create(Go).Dispose();
            Assert.Equal(0, (await daemon.Exited.Hang()).ExitCode);
            Machines.AssertNobodyHas(daemon.Folder);
        }

        AssertNothingLeft();
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Script_and_QEMU_go_with_their_parent(string release)
    {
        string own = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        string socket = Path.Combine(_folder, "q");
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(socket));
        var start = new ProcessStartInfo("sh", ["-c", "\"$@\" & wait", "sh", Machines.Emulator(release), .. Machines.Bare, "-qmp", $"unix:{socket}"]);
        await ParentGuard.AddAsync(start, QemuProgramKind.Emulator, own).Hang();
        start.RedirectStandardInput = true;
        using Process script = Process.Start(start)!;
        IQmpTransport transport = await listener.AcceptAsync().AsTask().Hang();
        TalkingProcess qemu = TalkingProcess.Of(transport)!;
        await using QmpClient client = await QmpClient.ConnectAsync(transport).AsTask().Hang();
        Assert.NotEqual(script.Id, qemu.Id);
        await script.StandardInput.WriteAsync($"{qemu}\n").Hang();

        script.StandardInput.Close();

        await script.WaitForExitAsync().Hang();
        Machines.AssertNobodyHas(_folder);
        Assert.False(Directory.Exists(own));
    }

    [Fact]
    public async Task What_can_not_be_ended_is_an_error()
    {
        using var log = new LogLines();
        await using var server = new FakeQmpServer();
        server.On("quit").Returns();
        IQmpTransport transport = server.Connect();
        await using QmpClient monitor = await QmpClient.ConnectAsync(transport).AsTask().Hang();
        var left = new LeftProcesses(log.CreateLogger("QapiGen.Qemu.QemuProcess"), new QemuStopOptions { Quit = TimeSpan.FromMilliseconds(50), Terminate = TimeSpan.FromMilliseconds(50) }) { Monitor = monitor };
        left.Add(transport);

        await left.EndAsync(4711).Hang();

        Assert.Equal(
            [
                "410 Warning Process 4711 ended and left a process running, which is ended now: a script that starts QEMU has to become it (exec)",
                "411 Error Process 4711 ended and left a process running, which could not be ended",
            ],
            log.Lines);
    }

    private void AssertNothingLeft()
    {
        Machines.AssertNobodyHas(_folder);
        Assert.Empty(Directory.GetDirectories(_folder));
    }

    private QemuOptions Options(string script, string release, QemuStopOptions? patience = null, LogLines? log = null, string? program = null) => new()
    {
        Program = "sh",
        Kind = program is null ? QemuProgramKind.Emulator : QemuProgramKind.StorageDaemon,
        Arguments = ["-c", script, "wrapper", .. program is null ? Machines.Bare : []],
        Environment = new Dictionary<string, string?> { ["QEMU"] = program ?? Machines.Emulator(release), ["GO"] = Go },
        FolderParent = _folder,
        StartTimeout = TimeSpan.FromSeconds(100),
        StopOnDispose = patience ?? new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromMinutes(2) },
        LoggerFactory = log ?? (Microsoft.Extensions.Logging.ILoggerFactory)Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
    };
}
