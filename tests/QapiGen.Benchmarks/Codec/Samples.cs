using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace QapiGen.Benchmarks.Codec;

/// <summary>The JSON texts that the codec benchmarks read.</summary>
internal static class Samples
{
    /// <summary>One small object: 5 members.</summary>
    public static byte[] Small { get; } =
        """{"id": "backup0", "state": "running", "done": 1073741824, "total": 4294967296, "error": "No space left on device"}"""u8.ToArray();

    /// <summary>A list of 16 devices with 25 members each: about 14 kB.</summary>
    public static byte[] Large { get; } = Encoding.UTF8.GetBytes(MakeDevices());

    /// <summary>A chain of 8 union values, each inside the other; the discriminator comes first, as System.Text.Json needs it.</summary>
    public static byte[] Unions { get; } = Encoding.UTF8.GetBytes(MakeNodes());

    private static string MakeDevices()
    {
        string[] numbers =
        [
            "rd-bytes", "wr-bytes", "unmap-bytes", "rd-operations", "wr-operations", "flush-operations", "unmap-operations", "rd-total-time-ns",
            "wr-total-time-ns", "flush-total-time-ns", "unmap-total-time-ns", "wr-highest-offset", "rd-merged", "wr-merged", "unmap-merged",
            "idle-time-ns", "failed-rd-operations", "failed-wr-operations", "failed-flush-operations", "invalid-rd-operations", "invalid-wr-operations",
        ];
        var devices = new List<string>();
        for (int device = 0; device < 16; device++)
        {
            var members = new List<string>();
            for (int i = 0; i < numbers.Length; i++)
            {
                members.Add(string.Create(CultureInfo.InvariantCulture, $"\"{numbers[i]}\": {(device + 1L) * (i + 1) * 7919 * 104729}"));
            }

            members.Add("\"account-invalid\": true, \"account-failed\": false");
            members.Add("\"rd-latency\": {\"boundaries\": [10, 50, 100], \"bins\": [812, 44, 3, 0]}");
            devices.Add($"{{\"device\": \"drive{device}\", \"node-name\": \"node{device}\", \"stats\": {{{string.Join(", ", members)}}}}}");
        }

        return $"[{string.Join(", ", devices)}]";
    }

    private static string MakeNodes()
    {
        string node = """{"driver": "nbd", "node-name": "far", "host": "storage.example", "port": 10809, "export": "disk"}""";
        for (int i = 0; i < 4; i++)
        {
            node = $"{{\"driver\": \"raw\", \"node-name\": \"raw{i}\", \"read-only\": false, \"file\": {node}, \"offset\": {i * 65536}}}";
            node = $"{{\"driver\": \"qcow2\", \"node-name\": \"q{i}\", \"file\": {node}, \"backing\": {{\"driver\": \"file\", \"filename\": \"/images/base{i}.qcow2\", \"locking\": true}}}}";
        }

        return node;
    }
}
