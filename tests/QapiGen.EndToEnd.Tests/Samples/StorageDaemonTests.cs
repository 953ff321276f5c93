using System;
using System.IO;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

public sealed class StorageDaemonTests
{
    [ProgramFact("qemu-storage-daemon")]
    public async Task Real_daemon_makes_an_image()
    {
        string folder = Directory.CreateTempSubdirectory("storage-daemon-test-").FullName;
        try
        {
            string image = Path.Combine(folder, "disk.qcow2");

            (int code, string output) = await SampleProgram.RunAsync("StorageDaemon", image, "--size", "1048576");

            Assert.True(code == 0, output);
            Assert.Contains("create-image: concluded", output, StringComparison.Ordinal);
            byte[] start = (await File.ReadAllBytesAsync(image))[..4];
            Assert.Equal("QFI\xfb"u8.ToArray()[..3], start[..3]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_daemon_that_is_not_there_is_said_so()
    {
        (int code, string output) = await SampleProgram.RunAsync("StorageDaemon", "--daemon", "/nowhere/qemu-storage-daemon");

        Assert.Equal(1, code);
        Assert.Contains("'/nowhere/qemu-storage-daemon' could not be started", output, StringComparison.Ordinal);
    }
}
