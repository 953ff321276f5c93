using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>Where there is no <c>setpriv</c> QEMU itself ends with its parent, if it is recent enough.</summary>
public sealed class ParentGuardTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Emulator_ends_with_its_parent_by_itself_from_10_2(string release)
    {
        var start = new ProcessStartInfo(Machines.Emulator(release), Machines.Bare);

        bool isGuarded = await ParentGuard.AddAsync(start, QemuProgramKind.Emulator, null).Hang();

        Assert.Equal(Version.Parse(release) >= new Version(10, 2), isGuarded);
        if (!isGuarded)
        {
            Assert.Equal(Machines.Bare, start.ArgumentList);
            return;
        }

        // A shell as the parent, which says whom it has started and then waits to be killed.
        using Process parent = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$@\" & echo $!; wait", "sh", start.FileName, .. start.ArgumentList]) { RedirectStandardOutput = true })!;
        int emulator = int.Parse((await parent.StandardOutput.ReadLineAsync().Hang())!, CultureInfo.InvariantCulture);
        try
        {
            // It has to have read its options before the parent ends; then it is there until that moment.
            await Task.Delay(TimeSpan.FromSeconds(2));
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

        Assert.False(await ParentGuard.AddAsync(start, QemuProgramKind.StorageDaemon, null).Hang());
        Assert.Empty(start.ArgumentList);
    }
}
