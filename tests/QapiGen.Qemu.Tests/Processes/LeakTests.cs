using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>Looks at what this process holds, and so runs when no other test does. What is held after is what was held before, to the last descriptor.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeakTests
{
    [QemuReleaseTheory, QemuReleaseData]
    public Task Hundred_starts_and_stops_in_a_row_leave_nothing(string release) =>
        RunAsync(release, warmUp: 1, static async options =>
        {
            for (int i = 0; i < 100; i++)
            {
                await CycleAsync(options);
            }
        });

    [QemuReleaseTheory, QemuReleaseData]
    public Task Twenty_at_once_leave_nothing(string release) =>
        RunAsync(release, warmUp: 10, static options => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CycleAsync(options))));

    /// <summary>Emulator and storage daemon side by side.</summary>
    private static async Task RunAsync(string release, int warmUp, Func<QemuOptions, Task> run)
    {
        string parent = Directory.CreateTempSubdirectory("ql").FullName;
        QemuOptions[] programs = [Options(Machines.Emulator(release), Machines.Bare, parent), Options(Machines.StorageDaemon(release), [], parent)];

        // The runtime makes what it keeps when it is first needed.
        await Task.WhenAll(programs.SelectMany(options => Enumerable.Range(0, warmUp).Select(_ => CycleAsync(options))));
        Holdings before = Holdings.Take();

        await Task.WhenAll(programs.Select(run));

        await before.AssertNothingNewAsync();
        Machines.AssertNobodyHas(parent);
        Assert.Empty(Directory.GetFileSystemEntries(parent));
        Directory.Delete(parent);
    }

    private static QemuOptions Options(string program, IReadOnlyList<string> arguments, string parent) =>
        new() { Program = program, Arguments = arguments, FolderParent = parent, StartTimeout = TimeSpan.FromSeconds(100) };

    private static async Task CycleAsync(QemuOptions options)
    {
        await using QemuProcess program = await QemuProcess.StartAsync(options).Hang();
        Assert.Equal(QemuStopStep.Quit, (await program.StopAsync(QemuStopOptions.Quick with { Quit = TimeSpan.FromSeconds(100) }).Hang()).Step);
    }
}
