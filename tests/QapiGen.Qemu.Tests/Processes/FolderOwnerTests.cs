using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>Folders of processes that were killed go when the next one is made; nothing else does.</summary>
public sealed class FolderOwnerTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("qo").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("4194305 1", true)]
    [InlineData("not at all", true)]
    public void Folder_whose_owner_is_gone_is_removed_when_the_next_is_made(string owner, bool isMade)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string left = Path.Combine(_place, "qemu-abc123");
        File.WriteAllText(left + ".owner", owner);
        File.SetLastWriteTimeUtc(left + ".owner", DateTime.UtcNow.AddMinutes(-5));
        if (isMade)
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(left, "sub")).FullName, "file"), "x");
        }

        using (PrivateFolder folder = PrivateFolder.Create(_place))
        {
            Assert.Equal([folder.Path, folder.Path + ".owner"], Directory.GetFileSystemEntries(_place).Order());
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public void An_owner_that_has_made_its_file_and_not_locked_it_yet_is_left_alone()
    {
        string taken = Path.Combine(_place, "qemu-ABCDEF.owner");
        File.WriteAllText(taken, string.Empty);
        using (PrivateFolder folder = PrivateFolder.Create(_place))
        {
            Assert.True(File.Exists(taken));
        }
    }

    [Fact]
    public void Folder_whose_owner_lives_stays()
    {
        using PrivateFolder locked = PrivateFolder.Create(_place);

        // As where locks are switched off.
        string named = Directory.CreateDirectory(Path.Combine(_place, "qemu-abc123")).FullName;
        File.WriteAllText(named + ".owner", TalkingProcess.Self()?.ToString());
        using PrivateFolder next = PrivateFolder.Create(_place);

        Assert.All([locked.Path, named, next.Path], static path => Assert.True(Directory.Exists(path)));
    }

    [Fact]
    public void Folder_that_is_disowned_stays()
    {
        using PrivateFolder folder = PrivateFolder.Create(_place);
        folder.Disown();
        using PrivateFolder next = PrivateFolder.Create(_place);

        Assert.True(Directory.Exists(folder.Path));
        Assert.False(File.Exists(folder.Path + ".owner"));
    }

    [Fact]
    public async Task Nothing_is_removed_that_only_looks_like_a_folder_of_ours()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string outside = Directory.CreateDirectory(Path.Combine(_place, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "file"), "x");
        Directory.CreateDirectory(Path.Combine(_place, "qemu-nobody"));
        Directory.CreateDirectory(Path.Combine(_place, "qemu-folder"));
        Directory.CreateDirectory(Path.Combine(_place, "qemu-folder.owner"));
        Directory.CreateDirectory(Path.Combine(_place, "qemu-fifo"));
        using (Process fifo = Process.Start("mkfifo", [Path.Combine(_place, "qemu-fifo.owner")]))
        {
            await fifo.WaitForExitAsync().Hang();
        }

        Directory.CreateDirectory(Path.Combine(_place, "qemu-link"));
        File.CreateSymbolicLink(Path.Combine(_place, "qemu-link.owner"), Path.Combine(outside, "file"));
        Directory.CreateSymbolicLink(Path.Combine(_place, "qemu-away"), outside);
        File.WriteAllText(Path.Combine(_place, "qemu-away.owner"), "4194305 1");
        File.WriteAllText(Path.Combine(_place, "qemu-text"), "x");
        File.WriteAllText(Path.Combine(_place, "qemu-text.owner"), "4194305 1");

        await Task.Run(() => PrivateFolder.Create(_place).Dispose()).Hang();

        Assert.Equal(
            ["outside", "qemu-away", "qemu-fifo", "qemu-fifo.owner", "qemu-folder", "qemu-folder.owner", "qemu-link", "qemu-link.owner", "qemu-nobody", "qemu-text"],
            Directory.GetFileSystemEntries(_place).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(outside, "file")));
    }

    [Fact]
    public async Task Folders_that_are_made_at_once_are_nobody_elses_to_remove()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                using PrivateFolder folder = PrivateFolder.Create(_place);
                File.WriteAllText(folder.PathOf("file"), "x");
                Assert.Equal("x", File.ReadAllText(folder.PathOf("file")));
            }
        }))).Hang();

        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public async Task An_owner_that_somebody_looks_at_before_it_has_its_lock_leaves_nothing()
    {
        using var end = new CancellationTokenSource();
        Task looking = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                FolderOwner.Sweep(_place, "qemu-");
            }
        });
        for (int i = 0; i < 20_000; i++)
        {
            FolderOwner.TryTake(Path.Combine(_place, "qemu-" + i))?.Dispose();
        }

        await end.CancelAsync();
        await looking.Hang();

        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Program_that_goes_on_without_this_process_keeps_its_folder(string release)
    {
        await using QemuProcess vm = await QemuProcess.StartAsync(
            new QemuOptions { Program = Machines.Emulator(release), Arguments = Machines.Bare, FolderParent = _place, ExitWithParent = false }).Hang();

        Assert.Equal([vm.Folder], Directory.GetFileSystemEntries(_place));
    }
}
