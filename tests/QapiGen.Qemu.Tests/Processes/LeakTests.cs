using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>Counts what this process holds, and so runs when no other test does.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeakTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public async Task Hundred_starts_leave_nothing(string release)
    {
        string parent = Directory.CreateTempSubdirectory("qh").FullName;
        QemuOptions options = new() { Program = Machines.Emulator(release), Arguments = Machines.Bare, FolderParent = parent };
        await CycleAsync(options);
        (int descriptors, int threads) = (Descriptors(), Process.GetCurrentProcess().Threads.Count);
        int rounds = release == QemuReleases.AtHand.First() ? 100 : 10;
        for (int i = 0; i < rounds; i++)
        {
            await CycleAsync(options);
        }

        await AssertNothingLeftAsync(parent, descriptors, threads);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Twenty_at_once_leave_nothing(string release)
    {
        string parent = Directory.CreateTempSubdirectory("qt").FullName;
        QemuOptions options = new() { Program = Machines.Emulator(release), Arguments = Machines.Bare, FolderParent = parent, StartTimeout = TimeSpan.FromSeconds(100) };
        await CycleAsync(options);
        (int descriptors, int threads) = (Descriptors(), Process.GetCurrentProcess().Threads.Count);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CycleAsync(options)));

        await AssertNothingLeftAsync(parent, descriptors, threads);
    }

    private static async Task CycleAsync(QemuOptions options)
    {
        await using QemuProcess vm = await QemuProcess.StartAsync(options).Hang();
        Assert.Equal(QemuStopStep.Quit, (await vm.StopAsync(QemuStopOptions.Quick with { Quit = TimeSpan.FromSeconds(100) }).Hang()).Step);
    }

    private static async Task AssertNothingLeftAsync(string parent, int descriptors, int threads)
    {
        // What was closed may take a moment to go; what leaks stays.
        for (int i = 0; i < 300 && Descriptors() > descriptors + 10; i++)
        {
            await Task.Delay(100);
        }

        Assert.True(Descriptors() <= descriptors + 10, string.Join('\n', Directory.GetFileSystemEntries("/proc/self/fd").Select(static path => new FileInfo(path).LinkTarget)));
        Assert.InRange(Process.GetCurrentProcess().Threads.Count, 0, threads + 20);
        Machines.AssertNobodyHas(parent);
        Assert.Empty(Directory.GetFileSystemEntries(parent));
        Directory.Delete(parent);
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
