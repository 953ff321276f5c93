// Compiled by LiveReleaseTests together with the client that is generated from QEMU's own schema, which this repository doesn't have.
// Each public method is a test of its own, run against each release.
#pragma warning disable CS1591, QAPI5001, QAPI5002, QAPI5003, QAPI5010
#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace Test;

/// <summary>Drives a real machine by the typed client.</summary>
public sealed class LiveReleaseDriver(QmpClient qmp, string folder, Version release)
{
    private readonly QapiClient _vm = new(qmp);

    /// <summary>How the client has to be made.</summary>
    public static QmpClientOptions Options => new() { Schema = QapiSchema.Instance };

    /// <summary>Unions with structs in them, alternates of each kind, enums, optional members, lists of unions.</summary>
    public async Task Images_are_made_opened_and_reopened()
    {
        string path = $"{folder}/image";
        await CreateAsync("make", new BlockdevCreateOptions.File { Filename = path, Size = 0, Preallocation = PreallocMode.Off });
        await _vm.BlockdevAddAsync(new BlockdevOptions.File { NodeName = "file", Filename = path, Locking = OnOffAuto.Off, Aio = BlockdevAioOptions.Threads });
        await CreateAsync("format", new BlockdevCreateOptions.Qcow2
        {
            File = "file", Size = 1024 * 1024, Version = BlockdevQcow2Version.V3, ClusterSize = 4096, LazyRefcounts = true, CompressionType = Qcow2CompressionType.Zlib,
        });
        await _vm.BlockdevAddAsync(new BlockdevOptions.Qcow2
        {
            NodeName = "disk", File = "file", Backing = QNull.Value, OverlapCheck = Qcow2OverlapCheckMode.Constant,
            Discard = BlockdevDiscardOptions.Unmap, Cache = new BlockdevCacheOptions { NoFlush = false }, DetectZeroes = BlockdevDetectZeroesOptions.Unmap,
        });

        BlockDeviceInfo disk = (await _vm.QueryNamedBlockNodesAsync(flat: true)).Single(static node => node.NodeName == "disk");
        Same("qcow2", disk.Drv);
        Same(BlockdevDetectZeroesOptions.Unmap, disk.DetectZeroes);
        Same(1024 * 1024, disk.Image.VirtualSize);
        Same(4096L, disk.Image.ClusterSize);
        var specific = (ImageInfoSpecific.Qcow2)disk.Image.FormatSpecific!;
        Same(true, specific.Data.LazyRefcounts);
        Same(Qcow2CompressionType.Zlib, specific.Data.CompressionType);

        await _vm.BlockdevReopenAsync([new BlockdevOptions.Qcow2
        {
            NodeName = "disk", File = "file", Backing = QNull.Value, ReadOnly = true,
            OverlapCheck = new Qcow2OverlapCheckFlags { Template = Qcow2OverlapCheckMode.None, MainHeader = true },
        }]);
        Same(true, (await _vm.QueryNamedBlockNodesAsync()).Single(static node => node.NodeName == "disk").Ro);
        await _vm.BlockdevDelAsync("disk");
        await _vm.BlockdevAddAsync(new BlockdevOptions.Qcow2
        {
            NodeName = "disk", File = "file", Backing = new BlockdevOptions.NullCo { NodeName = "below", Size = 1024 * 1024, ReadZeroes = true },
        });
        Same(true, (await _vm.QueryNamedBlockNodesAsync()).Any(static node => node is { NodeName: "below", Drv: "null-co" }));
        IReadOnlyList<BlockStats> stats = await _vm.QueryBlockstatsAsync(queryNodes: true);
        Same(true, stats.Any(static node => node.NodeName == "disk"));
        Same(QmpErrorClass.GenericError, await RefusedAsync(_vm.BlockdevDelAsync("nowhere")));
    }

    /// <summary>A list of an alternate's strings and structs; a list of a union that is done whole or not at all.</summary>
    public async Task Bitmaps_are_merged_and_added_together()
    {
        await _vm.BlockdevAddAsync(new BlockdevOptions.NullCo { NodeName = "n", Size = 1024 * 1024 });
        await _vm.BlockDirtyBitmapAddAsync("n", "first", granularity: 65536, disabled: true);
        await _vm.TransactionAsync([Add("second"), Add("third")], new TransactionProperties { CompletionMode = ActionCompletionMode.Individual });
        await _vm.BlockDirtyBitmapMergeAsync("n", "first", ["second", new BlockDirtyBitmap { Node = "n", Name = "third" }]);

        QmpErrorClass refused = await RefusedAsync(_vm.TransactionAsync([Add("fourth"), new TransactionAction.Abort { Data = new Abort() }]));

        Same(QmpErrorClass.GenericError, refused);
        BlockDeviceInfo node = (await _vm.QueryNamedBlockNodesAsync()).Single(static node => node.NodeName == "n");
        Same("first second third", string.Join(' ', node.DirtyBitmaps!.Select(static bitmap => bitmap.Name!).Order()));
        Same(65536, (int)node.DirtyBitmaps!.Single(static bitmap => bitmap.Name == "first").Granularity);

        static TransactionAction Add(string name) => new TransactionAction.BlockDirtyBitmapAdd { Data = new BlockDirtyBitmapAdd { Node = "n", Name = name } };
    }

    /// <summary>A flat union, values of any type, optional arguments.</summary>
    public async Task Objects_are_added_read_changed_and_deleted()
    {
        await _vm.ObjectAddAsync(new ObjectOptions.Iothread { Id = "thread", PollMaxNs = 1000 });
        await _vm.ObjectAddAsync(new ObjectOptions.MemoryBackendRam { Id = "memory", Size = 1024 * 1024, Policy = HostMemPolicy.Default, Share = true });
        await _vm.ObjectAddAsync(new ObjectOptions.Secret { Id = "secret", Data = "c2VjcmV0", Format = QCryptoSecretFormat.Base64 });
        await _vm.ObjectAddAsync(new ObjectOptions.ThrottleGroup { Id = "group", Limits = new ThrottleLimits { IopsTotal = 100, BpsWrite = 4096 } });

        Same(1000L, (await _vm.QomGetAsync("/objects/thread", "poll-max-ns")).GetInt64());
        await _vm.QomSetAsync("/objects/thread", "poll-max-ns", JsonElement.Parse("2000"));
        Same(2000L, (await _vm.QueryIothreadsAsync()).Single(static thread => thread.Id == "thread").PollMaxNs);
        Same(4096L, (await _vm.QomGetAsync("/objects/group", "limits")).GetProperty("bps-write").GetInt64());
        Memdev[] memory = (await _vm.QueryMemdevAsync()).Where(static backend => backend.Id == "memory").ToArray();
        Same(true, memory is [{ Size: 1024 * 1024, Share: true, Policy: HostMemPolicy.Default }]);

        Same("group memory secret thread", string.Join(' ', (await _vm.QomListAsync("/objects"))
            .Where(static item => item.Type.StartsWith("child<", StringComparison.Ordinal) && item.Name is "group" or "memory" or "secret" or "thread").Select(static item => item.Name).Order()));
        Same(true, (await _vm.QomListPropertiesAsync("iothread")).Any(static property => property.Name == "poll-max-ns"));
        await _vm.ObjectDelAsync("memory");
        Same(QmpErrorClass.GenericError, await RefusedAsync(_vm.ObjectDelAsync("memory")));
        Same(QmpErrorClass.DeviceNotFound, await RefusedAsync(_vm.QomGetAsync("/objects/memory", "size")));
    }

    /// <summary>A union in the old form, with a struct in 'data' that has such a union in it.</summary>
    public async Task Character_devices_are_added_and_talked_to()
    {
        await _vm.ChardevAddAsync("ring", new ChardevBackend.Ringbuf { Data = new ChardevRingbuf { Size = 1024 } });
        await _vm.RingbufWriteAsync("ring", "aGVsbG8=", DataFormat.Base64);
        Same("hello", await _vm.RingbufReadAsync("ring", 100, DataFormat.Utf8));
        await _vm.ChardevAddAsync("socket", new ChardevBackend.Socket
        {
            Data = new ChardevSocket
            {
                Addr = new SocketAddressLegacy.Unix { Data = new UnixSocketAddress { Path = $"{folder}/chardev" } }, Server = true, Wait = false, Logfile = $"{folder}/log", Logappend = false,
            },
        });
        await _vm.ChardevAddAsync("tcp", new ChardevBackend.Socket
        {
            Data = new ChardevSocket { Addr = new SocketAddressLegacy.Inet { Data = new InetSocketAddress { Host = "127.0.0.1", Port = "0", Ipv4 = true } }, Server = true, Wait = false },
        });
        await _vm.ChardevAddAsync("nothing", new ChardevBackend.Null { Data = new ChardevCommon() });

        IReadOnlyList<ChardevInfo> devices = await _vm.QueryChardevAsync();
        Same(true, devices.Single(static device => device.Label == "socket").Filename.Contains($"{folder}/chardev", StringComparison.Ordinal));
        await _vm.ChardevRemoveAsync("nothing");
        Same(false, (await _vm.QueryChardevAsync()).Any(static device => device.Label == "nothing"));
    }

    /// <summary>A command that takes more than its schema says, and the event that its opposite leads to.</summary>
    public async Task Devices_come_and_go()
    {
        Same(true, (await _vm.DeviceListPropertiesAsync("virtio-blk-pci")).Any(static property => property is { Name: "num-queues", Type: "uint16" }));
        await _vm.BlockdevAddAsync(new BlockdevOptions.NullCo { NodeName = "n", Size = 1024 * 1024 });
        await _vm.DeviceAddAsync("usb-storage", bus: "usb.0", id: "stick", properties: new QmpProperties { { "drive", "n" }, { "serial", "4711" } });
        Same("4711", (await _vm.QomGetAsync("/machine/peripheral/stick", "serial")).GetString());

        Task<DeviceDeletedEvent> deleted = qmp.WaitForEventAsync<DeviceDeletedEvent>(static e => e.Device == "stick");
        await _vm.DeviceDelAsync("stick");
        Same("/machine/peripheral/stick", (await deleted.WaitAsync(TimeSpan.FromMinutes(2))).Path);
        Same(QmpErrorClass.DeviceNotFound, await RefusedAsync(_vm.DeviceDelAsync("stick")));
    }

    /// <summary>Many optional members, alternates with null, a list of structs; what a release lacks is refused by name.</summary>
    public async Task Migration_is_configured()
    {
        await _vm.MigrateSetParametersAsync(new MigrateSetParameters
        {
            MaxBandwidth = 1234567, DowntimeLimit = 250, MultifdChannels = 3, MultifdCompression = MultiFDCompression.Zlib, TlsCreds = QNull.Value, TlsHostname = "", TlsAuthz = "",
        });
        MigrationParameters parameters = await _vm.QueryMigrateParametersAsync();
        Same(1234567UL, parameters.MaxBandwidth);
        Same(250UL, parameters.DowntimeLimit);
        Same<byte?>(3, parameters.MultifdChannels);
        Same(MultiFDCompression.Zlib, parameters.MultifdCompression);

        await _vm.MigrateSetCapabilitiesAsync([
            new MigrationCapabilityStatus { Capability = MigrationCapability.AutoConverge, State = true },
            new MigrationCapabilityStatus { Capability = MigrationCapability.Events, State = true }]);
        Same("auto-converge events", string.Join(' ', (await _vm.QueryMigrateCapabilitiesAsync())
            .Where(static item => item.State).Select(static item => item.Capability == MigrationCapability.AutoConverge ? "auto-converge" : item.Capability == MigrationCapability.Events ? "events" : $"{item.Capability}").Order()));

        await qmp.GetSchemaAsync();

        // From 8.2.
        ValueTask newer = _vm.MigrateSetParametersAsync(new MigrateSetParameters { AvailSwitchoverBandwidth = 1000 });
        bool hasIt = release >= new Version(8, 2);
        Same(hasIt, qmp.Supports(MigrationCommand.MigrateSetParameters, "avail-switchover-bandwidth"));
        if (hasIt)
        {
            await newer;
            Same<ulong?>(1000, (await _vm.QueryMigrateParametersAsync()).AvailSwitchoverBandwidth);
        }
        else
        {
            QmpErrorException refused = await FailedAsync(newer);
            Same("Parameter 'avail-switchover-bandwidth' is unexpected", refused.Description);
            Same<ulong?>(null, parameters.AvailSwitchoverBandwidth);
        }

        // Until 11.0.
        if (release >= new Version(11, 0))
        {
            Same(false, qmp.Supports(MigrationCommand.Migrate, "detach"));
            Same("Parameter 'detach' is unexpected", (await FailedAsync(_vm.MigrateAsync($"unix:{folder}/nobody", detach: true))).Description);
        }
    }

    /// <summary>Queries that take arguments: a union of one branch with lists, enums, structs, names.</summary>
    public async Task Queries_take_arguments()
    {
        StatsSchema[] schemas = [.. await _vm.QueryStatsSchemasAsync(StatsProvider.Kvm)];
        IReadOnlyList<StatsResult> stats = await _vm.QueryStatsAsync(new StatsFilter.Vcpu { Vcpus = ["/machine/unattached/device[0]"], Providers = [new StatsRequest { Provider = StatsProvider.Kvm }] });
        Same(0, stats.Count);
        Same(true, schemas.All(static schema => schema.Stats.Count > 0));
        CpuModelExpansionInfo cpu = await _vm.QueryCpuModelExpansionAsync(CpuModelExpansionType.Static, new CpuModelInfo { Name = "qemu64" });
        Same("base", cpu.Model.Name);
        Same(true, cpu.Model.Props!.Value.GetProperty("lm").GetBoolean());
        CommandLineOptionInfo option = (await _vm.QueryCommandLineOptionsAsync("name")).Single();
        Same(true, option.Parameters.Any(static parameter => parameter is { Name: "process", Type: CommandLineParameterType.String }));
        await _vm.NetdevAddAsync(new Netdev.Hubport { Id = "port", Hubid = 1 });
        await _vm.DeviceAddAsync("virtio-net-pci", id: "net", properties: new QmpProperties { { "netdev", "port" }, { "mac", "52:54:00:12:34:56" } });
        RxFilterInfo filter = (await _vm.QueryRxFilterAsync("net")).Single();
        Same("52:54:00:12:34:56", filter.MainMac);
        await _vm.SetLinkAsync("net", up: false);
        Same(QmpErrorClass.DeviceNotFound, await RefusedAsync(_vm.SetLinkAsync("nowhere", up: true)));
        Same(true, (await _vm.TraceEventGetStateAsync("qmp_job_*")).All(static item => item.State is TraceEventState.Disabled or TraceEventState.Unavailable));
    }

    /// <summary>Lists of unions whose branches are numbers and enums, an enum that is younger than the command.</summary>
    public async Task Keys_are_pressed_and_the_screen_is_pictured()
    {
        await _vm.SendKeyAsync([new KeyValue.Qcode { Data = QKeyCode.Ctrl }, new KeyValue.Number { Data = 0x1e }], holdTime: 1);
        await _vm.InputSendEventAsync([
            new InputEvent.Key { Data = new InputKeyEvent { Key = new KeyValue.Qcode { Data = QKeyCode.A }, Down = true } },
            new InputEvent.Abs { Data = new InputMoveEvent { Axis = InputAxis.X, Value = 100 } }]);
        await _vm.ScreendumpAsync($"{folder}/screen.png", format: ImageFormat.Png);
        Same("PNG", System.Text.Encoding.ASCII.GetString(System.IO.File.ReadAllBytes($"{folder}/screen.png"), 1, 3));
        Same(QmpErrorClass.GenericError, await RefusedAsync(_vm.SetPasswordAsync(new SetPasswordOptions.Vnc { Password = "x" })));
    }

    /// <summary>A server in QEMU, its exports with lists of alternates, and a node that is its client.</summary>
    public async Task Nodes_are_exported()
    {
        await _vm.BlockdevAddAsync(new BlockdevOptions.NullCo { NodeName = "n", Size = 1024 * 1024 });
        await _vm.BlockDirtyBitmapAddAsync("n", "map", disabled: true);
        await _vm.NbdServerStartAsync(new SocketAddressLegacy.Unix { Data = new UnixSocketAddress { Path = $"{folder}/nbd" } }, maxConnections: 5);
        await _vm.BlockExportAddAsync(new BlockExportOptions.Nbd { Id = "e", NodeName = "n", Name = "export", Writable = false, Bitmaps = ["map"] });
        BlockExportInfo export = (await _vm.QueryBlockExportsAsync()).Single();
        Same(true, export is { Id: "e", NodeName: "n", Type: BlockExportType.Nbd, ShuttingDown: false });
        await _vm.BlockExportDelAsync("e", BlockExportRemoveMode.Hard);
        while ((await _vm.QueryBlockExportsAsync()).Count > 0)
        {
            await Task.Delay(20);
        }

        await _vm.NbdServerStopAsync();
        Same(QmpErrorClass.GenericError, await RefusedAsync(_vm.NbdServerStopAsync()));
    }

    private async Task CreateAsync(string job, BlockdevCreateOptions options)
    {
        await _vm.BlockdevCreateAsync(job, options);
        JobInfo info;
        while ((info = (await _vm.QueryJobsAsync()).Single(item => item.Id == job)).Status != JobStatus.Concluded)
        {
            await Task.Delay(20);
        }

        Same(null, info.Error);
        Same(JobType.Create, info.Type);
        await _vm.JobDismissAsync(job);
    }

    private static async Task<QmpErrorException> FailedAsync(ValueTask call)
    {
        try
        {
            await call;
        }
        catch (QmpErrorException e)
        {
            return e;
        }

        throw new InvalidOperationException("The command was not refused");
    }

    private static async Task<QmpErrorClass> RefusedAsync(ValueTask call) => (await FailedAsync(call)).ErrorClass;

    private static async Task<QmpErrorClass> RefusedAsync<T>(ValueTask<T> call) => (await FailedAsync(new ValueTask(call.AsTask()))).ErrorClass;

    private static void Same<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidOperationException($"Expected {expected}, but it is {actual}");
        }
    }
}
