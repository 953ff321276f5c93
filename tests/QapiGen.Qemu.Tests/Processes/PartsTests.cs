using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using Xunit;

namespace QapiGen.Qemu.Tests.Processes;

/// <summary>Parts that need no program.</summary>
public sealed class PartsTests
{
    [Theory]
    [InlineData("secret,id=s,data=x", "secret,id=s,data=***")]
    [InlineData("secret,data=a,,b,id=s", "secret,data=***,id=s")]
    [InlineData("memory-backend-ram,id=m,data=x", "memory-backend-ram,id=m,data=x")]
    [InlineData("port=5900,password=x,password-secret=s", "port=5900,password=***,password-secret=s")]
    [InlineData("if=none,file.cookie=x,file.url=https://h/", "if=none,file.cookie=***,file.url=https://h/")]
    [InlineData("""file=json:{"driver":"https","cookie":"a\"b","url":"u"}""", """file=json:{"driver":"https","cookie":"***","url":"u"}""")]
    [InlineData("""{"qom-type":"secret","data":"x","id":"s"}""", """{"qom-type":"secret","data":"***","id":"s"}""")]
    [InlineData("""{"driver":"x","data":"seen"}""", """{"driver":"x","data":"seen"}""")]
    public void Secrets_of_an_argument_are_masked(string argument, string shown)
    {
        var secrets = new CommandLineSecrets([argument]);

        Assert.Equal([shown], secrets.Arguments);
        Assert.Equal($"qemu: -x {shown}: no", secrets.Hide($"qemu: -x {argument}: no"));
    }

    [Theory]
    [InlineData("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)", false)]
    [InlineData("QEMU emulator version 10.0.13 (Debian 1:10.0.13+ds-0+deb13u1)", false)]
    [InlineData("QEMU emulator version 10.2.0", true)]
    [InlineData("QEMU emulator version 11.1.3 (Debian 1:11.1.3+ds-1)", true)]
    [InlineData("cat (GNU coreutils) 9.1", false)]
    [InlineData("version x.y", false)]
    [InlineData("", false)]
    public void Release_with_exit_with_parent_is_told_by_its_version(string line, bool isRecent) =>
        Assert.Equal(isRecent, ParentGuard.IsRecent(line));

    [Fact]
    public async Task A_program_that_could_not_be_asked_is_asked_again()
    {
        string program = Path.Combine(Directory.CreateTempSubdirectory("qapigen-").FullName, "qemu");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho QEMU emulator version 10.2.0\n");
        await Assert.ThrowsAsync<Win32Exception>(() => ParentGuard.KnowsAsync(program));

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.True(await ParentGuard.KnowsAsync(program));
        Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
    }

    [Fact]
    public async Task Starter_that_got_no_thread_gets_one_the_next_time()
    {
        int attempts = 0;
        var starter = new StarterThread(body =>
        {
            if (++attempts == 1)
            {
                throw new InsufficientMemoryException();
            }

            new Thread(body) { IsBackground = true }.Start();
        });

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => starter.QueueAsync(new ProcessStartInfo("true")));

        foreach (int _ in (int[])[1, 2])
        {
            using Process process = await starter.QueueAsync(new ProcessStartInfo("true"));
            await process.WaitForExitAsync();
        }

        Assert.Equal(2, attempts);
    }

    [Theory]
    [InlineData(10, "abc", "abc")]
    [InlineData(10, "first\nsecond\nlast", "last")]
    [InlineData(4, "0123456789", "6789")]
    public async Task Tail_keeps_the_end_from_the_beginning_of_a_line(int keptBytes, string output, string kept)
    {
        foreach (int piece in new[] { 1, 3, 100 })
        {
            var tail = new OutputTail(keptBytes, null);
            for (int start = 0; start < output.Length; start += piece)
            {
                await tail.DrainAsync(new MemoryStream(Encoding.UTF8.GetBytes(output[start..Math.Min(output.Length, start + piece)])));
            }

            Assert.Equal(kept, tail.ToString());
        }
    }

    [Theory]
    [InlineData("/usr/bin/qemu-storage-daemon", QemuProgramKind.StorageDaemon)]
    [InlineData("qemu-system-riscv64", QemuProgramKind.Emulator)]
    public void Kind_is_told_by_the_name(string program, QemuProgramKind kind) => Assert.Equal(kind, ProgramFile.KindOf(program));

    [Fact]
    public void Command_line_is_quoted_as_one_would_type_it() =>
        Assert.Equal("""qemu -m 1G -name 'my vm' '' 'it'\''s'""", QemuCommandLine.Quote(["qemu", "-m", "1G", "-name", "my vm", "", "it's"]));
}
