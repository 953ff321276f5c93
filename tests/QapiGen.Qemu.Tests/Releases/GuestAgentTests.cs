using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Releases;

/// <summary>A real agent in a real guest, over the virtio port that <see cref="QemuOptions.GuestAgent"/> makes.</summary>
public sealed class GuestAgentTests : IDisposable
{
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("qg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GuestLinuxTheory, QemuReleaseData]
    public async Task Agent_in_the_guest_answers_over_its_port_and_shuts_the_guest_down(string release)
    {
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = Machines.Emulator(release),
            Arguments = GuestLinux.Arguments(Path.Combine(_folder, "initrd")),
            GuestAgent = true,
            SerialConsole = true,
        }).Hang();

        // Before the guest has begun to boot: the agent is waited for.
        await using (QmpClient early = await vm.ConnectGuestAgentAsync(BootLimit))
        {
            JsonElement system = await early.ExecuteAsync("guest-get-osinfo").AsTask().Hang();
            Assert.Equal("x86_64", system.GetProperty("machine").GetString());
        }

        // Who connects later gets nothing of what was said before.
        await using QmpClient agent = await vm.ConnectGuestAgentAsync(BootLimit);
        JsonElement mounted = await agent.ExecuteAsync("guest-file-open", JsonElement.Parse("""{"path": "/proc/cmdline"}""")).AsTask().Hang();
        JsonElement read = await agent.ExecuteAsync("guest-file-read", JsonElement.Parse($$"""{"handle": {{mounted.GetRawText()}}}""")).AsTask().Hang();
        Assert.Contains("console=ttyS0", System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(read.GetProperty("buf-b64").GetString()!)), StringComparison.Ordinal);

        // It has no reply when it succeeds.
        await Assert.ThrowsAsync<QmpConnectionException>(() => agent.ExecuteAsync("guest-shutdown").AsTask().WaitAsync(BootLimit));
        QemuExit exit = await vm.Exited.WaitAsync(BootLimit);

        Assert.True(exit.IsClean);
        Assert.Equal("guest-shutdown", exit.ShutdownReason);
        Assert.True(exit.ByGuest);
    }
}
