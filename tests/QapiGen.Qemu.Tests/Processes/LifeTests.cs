using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>From start to end with real programs.</summary>
public sealed class LifeTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Emulator_starts_answers_and_quits(string release)
    {
        string folder;
        int id;
        await using (QemuProcess vm = await Machines.StartAsync(release, Machines.Bare))
        {
            folder = vm.Folder;
            id = vm.ProcessId;
            JsonElement status = await vm.Qmp.ExecuteAsync("query-status");

            Assert.Equal(release, $"{vm.Qmp.Greeting!.Version.Major}.{vm.Qmp.Greeting.Version.Minor}");
            Assert.True(status.TryGetProperty("status", out _));
            Assert.True(Machines.IsRunning(id));

            QemuStopResult stopped = await vm.StopAsync(QemuStopOptions.Quick).Hang();

            Assert.Equal(QemuStopStep.Quit, stopped.Step);
            Assert.Equal(0, stopped.Exit.ExitCode);
            Assert.Equal("host-qmp-quit", stopped.Exit.ShutdownReason);
            Assert.False(stopped.Exit.ByGuest);
            Assert.Equal(QemuStopStep.None, (await vm.StopAsync().Hang()).Step);
        }

        Assert.False(Directory.Exists(folder));
        Assert.False(Machines.IsRunning(id));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Storage_daemon_starts_answers_and_quits(string release)
    {
        await using QemuProcess daemon = await QemuProcess.StartAsync(new QemuOptions { Program = Machines.StorageDaemon(release) }).Hang();
        JsonElement nodes = await daemon.Qmp.ExecuteAsync("query-named-block-nodes");

        QemuStopResult stopped = await daemon.StopAsync().Hang();

        Assert.Equal(0, nodes.GetArrayLength());
        Assert.Equal(QemuStopStep.Quit, stopped.Step);
        Assert.True(stopped.Exit.IsClean);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Guest_that_reacts_is_powered_down(string release)
    {
        string disk = Path.GetTempFileName();
        PowerButtonGuest.Write(disk);
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = Machines.Emulator(release),
            Arguments = ["-machine", "pc", "-accel", "tcg", "-m", "32", "-nodefaults", "-display", "none", "-drive", $"if=ide,format=raw,file={disk}"],
            SerialConsole = true,
        }).Hang();
        await vm.Console!.WaitForTextAsync(PowerButtonGuest.Greeting).Hang();

        QemuStopResult stopped = await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.FromMinutes(2) }).Hang();

        File.Delete(disk);
        Assert.Equal(QemuStopStep.PowerDown, stopped.Step);
        Assert.Equal("guest-shutdown", stopped.Exit.ShutdownReason);
        Assert.True(stopped.Exit.ByGuest);
        Assert.True(stopped.Exit.IsClean);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Reset_that_ends_the_machine_is_told_as_its_reason(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Pc, "-no-reboot"]);
        Task<QemuExit> exited = vm.Exited;
        await vm.Qmp.ExecuteAsync("system_reset");

        QemuExit exit = await exited.Hang();

        Assert.Equal(QemuStopStep.None, exit.RequestedBy);
        Assert.Equal(0, exit.ExitCode);
        Assert.Equal("host-qmp-system-reset", exit.ShutdownReason);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Guest_that_ignores_the_power_button_is_quit(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Pc, "-S"]);
        Task<QmpEvent> pressed = vm.Qmp.WaitForEventAsync(static e => e is RawQmpEvent { Name: "POWERDOWN" });

        QemuStopResult stopped = await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.FromMilliseconds(500) }).Hang();

        await pressed.Hang();
        Assert.Equal(QemuStopStep.Quit, stopped.Step);
        Assert.Equal(QemuStopStep.Quit, stopped.Exit.RequestedBy);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Steps_that_are_left_out_are_not_taken(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);

        QemuStopResult stopped = await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.Zero, Terminate = TimeSpan.FromSeconds(60) }).Hang();

        Assert.Equal(QemuStopStep.Terminate, stopped.Step);
        Assert.Equal("host-signal", stopped.Exit.ShutdownReason);
        Assert.Equal(0, stopped.Exit.ExitCode);
    }

    /// <remarks>In the midst of the steps it would leave a machine that is about to shut down, and that nothing ends.</remarks>
    [QemuReleaseFact("7.2")]
    public async Task Steps_that_can_not_take_as_long_as_is_said_are_refused_before_the_first_one()
    {
        await using QemuProcess vm = await Machines.StartAsync("7.2", Machines.Bare);
        QemuStopOptions[] impossible =
        [
            new() { PowerDown = TimeSpan.FromSeconds(-5) },
            new() { PowerDown = TimeSpan.Zero, Quit = TimeSpan.MaxValue },
            new() { PowerDown = TimeSpan.Zero, Quit = TimeSpan.Zero, Terminate = TimeSpan.FromDays(25) },
        ];
        foreach (QemuStopOptions options in impossible)
        {
            ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => vm.StopAsync(options).Hang());
            Assert.Contains("at most 24 days", refused.Message, StringComparison.Ordinal);
        }

        Assert.False(vm.Exited.IsCompleted);
        QemuStopResult stopped = await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = Timeout.InfiniteTimeSpan }).Hang();
        Assert.Equal((QemuStopStep.Quit, QemuStopStep.Quit), (stopped.Step, stopped.Exit.RequestedBy));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Killed_program_says_by_which_signal(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);
        vm.Kill();

        QemuExit exit = await vm.Exited.Hang();

        Assert.Equal(9, exit.Signal);
        Assert.Null(exit.ExitCode);
        Assert.Null(exit.ShutdownReason);
        Assert.False(exit.IsClean);
        Assert.Equal("killed by signal 9", exit.ToString());
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Client_that_was_closed_does_not_keep_the_program_from_being_stopped(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);
        await vm.Qmp.DisposeAsync();

        QemuStopResult stopped = await vm.StopAsync(QemuStopOptions.Quick).Hang();

        Assert.Equal(QemuStopStep.Quit, stopped.Step);
        Assert.Equal("host-qmp-quit", stopped.Exit.ShutdownReason);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Machine_outlives_the_thread_that_asked_for_it(string release)
    {
        Task<QemuProcess>? starting = null;
        var thread = new Thread(() => starting = QemuProcess.StartAsync(Machines.Options(release, Machines.Bare)));
        thread.Start();
        thread.Join();
        await using QemuProcess vm = await starting!.Hang();
        for (int i = 0; i < 100; i++)
        {
            await vm.Qmp.ExecuteAsync("query-status");
        }

        Assert.True(vm.EndsWithParent);
        Assert.False(vm.Exited.IsCompleted);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Early_events_are_kept_for_the_first_subscription(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Bare, "-S"]);
        await vm.Qmp.ExecuteAsync("cont");
        using QmpEventSubscription<QmpEvent> events = vm.Qmp.Events();

        QmpReceivedEvent<QmpEvent>? first = await events.NextAsync().AsTask().Hang();

        Assert.Equal("RESUME", Assert.IsType<RawQmpEvent>(first!.Value.Event).Name);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Serial_console_shows_the_firmware_from_its_first_line(string release)
    {
        string log = Path.GetTempFileName();
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = Machines.Emulator(release),
            Arguments = ["-machine", "pc,graphics=off", "-accel", "tcg", "-m", "32", "-nodefaults", "-display", "none"],
            SerialConsole = true,
            ConsoleLogFile = log,
        }).Hang();

        await vm.Console!.WaitForTextAsync("SeaBIOS (version").Hang();
        await vm.Console.WaitForTextAsync("No bootable device").Hang();
        await vm.StopAsync(QemuStopOptions.Quick).Hang();

        Assert.Contains("No bootable device", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        File.Delete(log);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Port_of_an_absent_guest_agent_times_out(string release)
    {
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = Machines.Emulator(release),
            Arguments = Machines.Pc,
            GuestAgent = true,
        }).Hang();

        await Assert.ThrowsAsync<QmpTimeoutException>(() => vm.ConnectGuestAgentAsync(TimeSpan.FromMilliseconds(300)).Hang());
        JsonElement chardevs = await vm.Qmp.ExecuteAsync("query-chardev");

        Assert.Contains("qapigen-agent", chardevs.GetRawText(), StringComparison.Ordinal);
    }

    [QemuReleaseFact("7.2")]
    public async Task Agent_that_nobody_asked_for_is_refused()
    {
        await using QemuProcess vm = await Machines.StartAsync("7.2", Machines.Bare);

        await Assert.ThrowsAsync<InvalidOperationException>(() => vm.ConnectGuestAgentAsync());
    }
}
