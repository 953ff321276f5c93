using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Monitors;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Monitors;

/// <summary>Further monitors of a running QEMU.</summary>
public sealed class MonitorTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Further_monitor_has_ids_events_and_out_of_band_of_its_own_from_11_1(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);
        if (Version.Parse(release) < new Version(11, 1))
        {
            NotSupportedException refused = await Assert.ThrowsAsync<NotSupportedException>(() => vm.Qmp.OpenMonitorAsync());
            Assert.Contains(release, refused.Message, StringComparison.Ordinal);
            return;
        }

        await using QmpClient second = await vm.Qmp.OpenMonitorAsync().Hang();
        await using QmpClient third = await vm.Qmp.OpenMonitorAsync(new QmpClientOptions { EnableOutOfBand = false }).Hang();
        Task<QmpEvent> stopped = third.WaitForEventAsync(static e => e is RawQmpEvent { Name: "STOP" });
        await second.ExecuteAsync("stop");
        await stopped.Hang();

        Assert.True(second.IsOutOfBandEnabled);
        Assert.False(third.IsOutOfBandEnabled);
        JsonElement status = await third.ExecuteAsync("query-status");
        Assert.False(status.GetProperty("running").GetBoolean());
    }

    [QemuReleaseFact("11.1")]
    public async Task Monitor_that_is_closed_leaves_nothing_in_QEMU()
    {
        await using QemuProcess vm = await Machines.StartAsync("11.1", Machines.Bare);
        string before = await ChardevsAsync(vm.Qmp);
        for (int i = 0; i < 20; i++)
        {
            QmpClient further = await vm.Qmp.OpenMonitorAsync().Hang();
            await further.DisposeAsync();
        }

        await AssertNothingIsLeftAsync(vm.Qmp, before);
    }

    [QemuReleaseFact("11.1")]
    public async Task Opening_that_is_cancelled_at_any_moment_leaves_nothing_in_QEMU()
    {
        await using QemuProcess vm = await Machines.StartAsync("11.1", Machines.Bare);
        string before = await ChardevsAsync(vm.Qmp);
        for (int i = 0; i < 150; i++)
        {
            using var cancelled = new CancellationTokenSource();
            Task<QmpClient> opening = vm.Qmp.OpenMonitorAsync(cancellationToken: cancelled.Token);
            Thread.SpinWait(i * 200);
            await cancelled.CancelAsync();
            try
            {
                await using QmpClient further = await opening.Hang();
            }
            catch (OperationCanceledException)
            {
                // As asked for.
            }
        }

        await AssertNothingIsLeftAsync(vm.Qmp, before);
    }

    /// <summary>A monitor goes when its connection does, which QEMU sees in its own time.</summary>
    private static async Task AssertNothingIsLeftAsync(QmpClient client, string before)
    {
        string after = string.Empty;
        string objects = string.Empty;
        for (int i = 0; i < 900 && (after != before || objects.Contains("qapigen", StringComparison.Ordinal)); i++)
        {
            await Task.Delay(100);
            after = await ChardevsAsync(client);
            objects = (await client.ExecuteAsync("qom-list", JsonElement.Parse("""{"path": "/objects"}"""))).GetRawText();
        }

        Assert.Equal(before, after);
        Assert.DoesNotContain("qapigen", objects, StringComparison.Ordinal);
    }

    private static async Task<string> ChardevsAsync(QmpClient client) =>
        string.Join(' ', (await client.ExecuteAsync("query-chardev")).EnumerateArray().Select(static x => x.GetProperty("label").GetString()).Order());
}
