using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

public sealed class VirtualMachineTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Real_machine_is_booted_pictured_backed_up_moved_and_ended(string release)
    {
        (int code, string output) = await SampleProgram.RunAsync("VirtualMachine", Arguments(release));

        Assert.True(code == 0, output);
        Assert.Contains("picture of ", output, StringComparison.Ordinal);
        Assert.Contains("backup is complete", output, StringComparison.Ordinal);
        Assert.Contains("migrated: source is postmigrate, target is running", output, StringComparison.Ordinal);
        Assert.Contains("source: ended by Quit: exit code 0, host-qmp-quit", output, StringComparison.Ordinal);
        Assert.Contains("target: ended by Quit: exit code 0, host-qmp-quit", output, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Machine_and_files_go_with_the_program_that_started_them_even_if_that_is_killed(string release)
    {
        string temporary = Directory.CreateTempSubdirectory("qv").FullName;
        using Process sample = SampleProgram.StartIn(temporary, "VirtualMachine", [.. Arguments(release), "--hold"]);
        string? line = string.Empty;
        while (line?.StartsWith("source: QEMU", StringComparison.Ordinal) == false)
        {
            line = await sample.StandardOutput.ReadLineAsync().WaitAsync(Hang);
        }

        Assert.True(line is not null, "the sample ended early");
        int machine = int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
        Assert.True(IsRunning(machine));
        Assert.Equal(2, Directory.GetDirectories(temporary).Length);

        // Stopped, it takes no SIGTERM, like one whose main loop is blocked.
        using (Process stop = Process.Start("kill", ["-STOP", $"{machine}"]))
        {
            await stop.WaitForExitAsync().WaitAsync(Hang);
        }

        sample.Kill();
        await sample.WaitForExitAsync().WaitAsync(Hang);
        for (int i = 0; i < 600 && (IsRunning(machine) || Directory.GetDirectories(temporary).Length > 0); i++)
        {
            await Task.Delay(100);
        }

        Assert.False(IsRunning(machine));
        Assert.Empty(Directory.GetDirectories(temporary));
        Directory.Delete(temporary, recursive: true);
    }

    [Fact]
    public async Task An_emulator_that_is_not_there_is_said_so()
    {
        (int code, string output) = await SampleProgram.RunAsync("VirtualMachine", "--storage-daemon", "/nowhere/qemu-storage-daemon");

        Assert.Equal(1, code);
        Assert.Contains("There is no program '/nowhere/qemu-storage-daemon'", output, StringComparison.Ordinal);
    }

    private static string[] Arguments(string release) =>
        ["--emulator", QemuReleases.Program(release, "qemu-system-x86_64"), "--storage-daemon", QemuReleases.Program(release, "qemu-storage-daemon")];

    private static bool IsRunning(int process)
    {
        try
        {
            string status = File.ReadAllText($"/proc/{process}/stat");
            return status[status.LastIndexOf(')')..].Split(' ')[1] != "Z";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
