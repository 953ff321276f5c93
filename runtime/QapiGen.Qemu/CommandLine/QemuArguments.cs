using System;
using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Qemu.CommandLine;

/// <summary>Writes generated types as arguments of QEMU's command line, in its JSON form. Each method gives an option and its value.</summary>
/// <remarks>
/// <code>
/// Arguments = [.. QemuArguments.Blockdev&lt;BlockdevOptions&gt;(new BlockdevOptions.Qcow2 { NodeName = "disk", File = … }), "-m", "1G"]
/// </code>
/// The type has to be named where the value is a branch of a union: it is the union that is written.
/// JSON is understood by <c>-blockdev</c> since 2.9, by <c>-object</c> since 6.0, by <c>-device</c> since 6.2; whether
/// a program does shows in its schema as the feature <c>json-cli</c>. A comma needs no doubling there, unlike in <c>key=value,…</c>.
/// The storage daemon takes the same options with two dashes, and with one.
/// </remarks>
public static class QemuArguments
{
    /// <summary>A block device, from the argument of <c>blockdev-add</c>: <c>-blockdev {"driver": "qcow2", …}</c>.</summary>
    public static string[] Blockdev<T>(T options)
        where T : IWireWritable<T> => ["--blockdev", Value(options)];

    /// <summary>An object, from the argument of <c>object-add</c>: <c>-object {"qom-type": "iothread", …}</c>.</summary>
    public static string[] Object<T>(T options)
        where T : IWireWritable<T> => ["--object", Value(options)];

    /// <summary>A network back end, from the argument of <c>netdev_add</c>.</summary>
    public static string[] Netdev<T>(T options)
        where T : IWireWritable<T> => ["--netdev", Value(options)];

    /// <summary>An export of the storage daemon, from the argument of <c>block-export-add</c>.</summary>
    public static string[] Export<T>(T options)
        where T : IWireWritable<T> => ["--export", Value(options)];

    /// <summary>
    /// A device, from its properties, since QEMU's schema has no types for them:
    /// <c>new QmpProperties { { "driver", "virtio-blk-pci" }, { "drive", "disk" } }</c>; or from a type of your own.
    /// </summary>
    public static string[] Device<T>(T options)
        where T : IWireWritable<T> => ["--device", Value(options)];

    /// <summary>A device, from a JSON object: <c>-device {"driver": "virtio-blk-pci", "drive": "disk"}</c>.</summary>
    /// <exception cref="ArgumentException">It isn't an object with the member <c>driver</c>.</exception>
    public static string[] Device(JsonElement options) =>
        options.ValueKind == JsonValueKind.Object && options.TryGetProperty("driver", out _)
            ? ["--device", options.GetRawText()]
            : throw new ArgumentException("A device is a JSON object with the member 'driver'", nameof(options));

    /// <summary>The value alone, for another option that takes JSON.</summary>
    public static string Value<T>(T options)
        where T : IWireWritable<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        return Encoding.UTF8.GetString(WireJson.Serialize(options));
    }
}
