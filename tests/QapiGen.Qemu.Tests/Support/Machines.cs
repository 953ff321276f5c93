using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>Starts programs of a release in a folder of the test's own.</summary>
internal static class Machines
{
    /// <summary>A machine without devices, which starts fastest.</summary>
    public static readonly string[] Bare = ["-machine", "none", "-nodefaults", "-display", "none"];

    /// <summary>A PC with firmware and nothing else.</summary>
    public static readonly string[] Pc = ["-machine", "pc", "-accel", "tcg", "-m", "32", "-nodefaults", "-display", "none", "-vga", "std"];

    public static string Emulator(string release) => QemuReleases.Program(release, "qemu-system-x86_64");

    public static string StorageDaemon(string release) => QemuReleases.Program(release, "qemu-storage-daemon");

    public static QemuOptions Options(string release, IEnumerable<string> arguments) => new() { Program = Emulator(release), Arguments = [.. arguments] };

    public static Task<QemuProcess> StartAsync(string release, params IEnumerable<string> arguments) => QemuProcess.StartAsync(Options(release, arguments)).Hang();

    /// <summary>Waits until no process has a text in its command line: one that was told to end may need its turn on a busy machine.</summary>
    public static void AssertNobodyHas(string text)
    {
        Assert.True(SpinWait.SpinUntil(() => ProcessesWith(text).Length == 0, TimeSpan.FromSeconds(60)), string.Join('\n', ProcessesWith(text).Select(CommandLineOf)));
    }

    /// <summary>Processes that have a text in their command line.</summary>
    private static int[] ProcessesWith(string text) =>
    [.. Directory.GetDirectories("/proc")
        .Select(static path => int.TryParse(Path.GetFileName(path), out int id) ? id : 0)
        .Where(id => id > 0 && CommandLineOf(id).Contains(text, StringComparison.Ordinal))];

    public static void Signal(QemuProcess vm, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{vm.ProcessId}"]);
        kill.WaitForExit();
    }

    public static bool IsRunning(int process)
    {
        try
        {
            // "1234 (name) Z …": a zombie has ended.
            string text = File.ReadAllText($"/proc/{process}/stat");
            return text[text.LastIndexOf(')')..].Split(' ')[1] != "Z";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string CommandLineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
