using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>Programs that are stopped (SIGSTOP) for a minute: nothing of theirs moves, and nothing of ours gives up that wasn't told to.</summary>
/// <remarks>In a class of its own, so that others run meanwhile.</remarks>
public sealed class StoppedTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("QAPIGEN_STOPPED_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    [AnyQemuReleaseFact]
    public async Task Program_that_was_stopped_for_a_minute_goes_on_where_it_was()
    {
        QemuProcess[] machines = await Task.WhenAll(QemuReleases.AtHand.Select(static release => Machines.StartAsync(release, Machines.Bare)));
        try
        {
            await Task.WhenAll(machines.Select(StopForAWhileAsync));
        }
        finally
        {
            await Task.WhenAll(machines.Select(static vm => vm.DisposeAsync().AsTask()));
        }
    }

    private static async Task StopForAWhileAsync(QemuProcess vm)
    {
        Machines.Signal(vm, "STOP");

        // Eight are under way, the others wait for their turn; a call with a deadline gives up, and takes nobody with it.
        Task<JsonElement>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => vm.Qmp.ExecuteAsync("query-status").AsTask())];
        Task<QmpEvent> paused = vm.Qmp.WaitForEventAsync(static e => e is RawQmpEvent { Name: "STOP" });
        Task<QmpTimeoutException> late = Assert.ThrowsAsync<QmpTimeoutException>(() => vm.Qmp.ExecuteAsync("query-status", options: new() { Timeout = Pause / 2 }).AsTask());
        await Task.Delay(Pause);
        await late.Hang();

        Assert.All(waiting, static call => Assert.False(call.IsCompleted));
        Assert.True(vm.Qmp.IsConnected);
        Assert.False(vm.Exited.IsCompleted);
        Machines.Signal(vm, "CONT");

        Assert.All(await Task.WhenAll(waiting).Hang(), static status => Assert.Equal(JsonValueKind.Object, status.ValueKind));
        await vm.Qmp.ExecuteAsync("stop");
        await paused.Hang();
        QemuStopResult stopped = await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromMinutes(2) }).Hang();
        Assert.Equal(QemuStopStep.Quit, stopped.Step);
    }
}
