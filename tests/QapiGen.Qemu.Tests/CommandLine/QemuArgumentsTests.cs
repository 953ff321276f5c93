using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Qemu.CommandLine;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Qemu.Tests.Vm;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.CommandLine;

/// <summary>Generated types as command-line values.</summary>
public sealed class QemuArgumentsTests : IDisposable
{
    private readonly string _image = Path.GetTempFileName();

    public QemuArgumentsTests() => File.WriteAllBytes(_image, new byte[1024 * 1024]);

    public void Dispose() => File.Delete(_image);

    [Fact]
    public void Value_is_the_JSON_that_the_command_would_get()
    {
        string[] words = QemuArguments.Blockdev<BlockdevOptions>(new BlockdevOptions.Raw { NodeName = "n", File = new BlockdevOptions.File { Filename = "a,b \"c\"" } });

        Assert.Equal("--blockdev", words[0]);
        Assert.Equal("""{"driver": "raw", "node-name": "n", "file": {"driver": "file", "filename": "a,b \"c\""}}""", words[1]);
    }

    [Fact]
    public void Device_needs_a_driver()
    {
        Assert.Equal(["--device", """{"driver":"usb-kbd"}"""], QemuArguments.Device(JsonElement.Parse("""{"driver":"usb-kbd"}""")));
        Assert.Throws<ArgumentException>(() => QemuArguments.Device(JsonElement.Parse("""{"id": "x"}""")));
        Assert.Throws<ArgumentException>(() => QemuArguments.Device(JsonElement.Parse("[]")));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Emulator_takes_them(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release,
        [
            .. Machines.Pc, "-S",
            .. QemuArguments.Object<ObjectOptions>(new ObjectOptions.Iothread { Id = "io", PollMaxNs = 1000 }),
            .. QemuArguments.Blockdev<BlockdevOptions>(new BlockdevOptions.Raw { NodeName = "disk", ReadOnly = true, File = new BlockdevOptions.File { Filename = _image } }),
            .. QemuArguments.Device(new QmpProperties { { "driver", "virtio-blk-pci" }, { "id", "vda" }, { "drive", "disk" }, { "iothread", "io" } }),
        ]);

        JsonElement threads = await vm.Qmp.ExecuteAsync("query-iothreads");
        JsonElement block = await vm.Qmp.ExecuteAsync("query-block");

        Assert.Equal("io", threads[0].GetProperty("id").GetString());
        Assert.Equal(1000, threads[0].GetProperty("poll-max-ns").GetInt32());
        Assert.Contains(block.EnumerateArray(), device => device.GetProperty("qdev").GetString()!.Contains("vda", StringComparison.Ordinal)
            && device.GetProperty("inserted").GetProperty("file").GetString() == _image
            && device.GetProperty("inserted").GetProperty("ro").GetBoolean());
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Storage_daemon_takes_them(string release)
    {
        await using QemuProcess daemon = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = Machines.StorageDaemon(release),
            Arguments = [.. QemuArguments.Blockdev<BlockdevOptions>(new BlockdevOptions.File { NodeName = "f", Filename = _image }), .. QemuArguments.Object<ObjectOptions>(new ObjectOptions.Iothread { Id = "io" })],
        }).Hang();

        JsonElement nodes = await daemon.Qmp.ExecuteAsync("query-named-block-nodes");

        Assert.Equal(["f"], nodes.EnumerateArray().Select(static node => node.GetProperty("node-name").GetString()));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task What_QEMU_refuses_is_told_with_its_words(string release)
    {
        QemuStartException failure = await Assert.ThrowsAsync<QemuStartException>(() => Machines.StartAsync(release,
            [.. Machines.Bare, .. QemuArguments.Blockdev<BlockdevOptions>(new BlockdevOptions.Qcow2 { NodeName = "d", File = new BlockdevOptions.File { Filename = _image } })]));

        Assert.Contains("Image is not in qcow2 format", failure.Message, StringComparison.Ordinal);
    }
}
