using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Random mutations of recorded messages: the server answers valid JSON, goes on, and holds on to nothing.</summary>
/// <remarks><c>QAPIGEN_FUZZ_COUNT</c> sets the number of messages; a release is checked with a million.</remarks>
[Collection(AloneCollection.Name)]
[Trait("Draws", "examples")]
public sealed class FuzzTests
{
    private const int DefaultCount = 20_000;
    private const long AllowedGrowthBytes = 32 * 1024 * 1024;

    [Fact]
    public Task Mutated_messages_neither_kill_nor_fill_the_server() => Examples.CheckSeedsAsync([271828], async seed =>
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("QAPIGEN_FUZZ_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted)
            ? wanted
            : DefaultCount;
        var dispatcher = new StorageDaemonDouble();
        await using var service = new QmpService(StorageDaemonDouble.Schema(dispatcher), [dispatcher]);
        byte[][] seeds = Seeds();
        var random = new Random(seed);
        long settled = 0;
        for (int done = 0; done < count;)
        {
            done += await ConverseAsync(service, seeds, random, Math.Min(1000, count - done));
            if (settled == 0 && done >= count / 10)
            {
                settled = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - settled, long.MinValue, AllowedGrowthBytes);
        Assert.Equal(0, service.ConnectionCount);
    });

    private static byte[][] Seeds() =>
    [
        .. Transcript.All
            .Where(transcript => transcript.Layer is "lexer" or "parser" or "dispatch" or "arguments" or "fuzz")
            .SelectMany(transcript => transcript.Steps)
            .Select(Transcript.Bytes)
            .OfType<byte[]>()
            .Where(bytes => bytes.Length is > 0 and < 2000 && bytes.AsSpan().IndexOf("quit"u8) < 0 && bytes.AsSpan().IndexOf("blockdev-add"u8) < 0),
    ];

    private static async Task<int> ConverseAsync(QmpService service, byte[][] seeds, Random random, int count)
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair(PipeScheduler.Inline);
        Task serving = service.ServeAsync(server);
        string enable = random.Next(2) == 0 ? "" : ",\"arguments\":{\"enable\":[\"oob\"]}";
        await client.Output.WriteAsync(Encoding.ASCII.GetBytes($"{{\"execute\":\"qmp_capabilities\"{enable}}}"));
        for (int i = 0; i < count; i++)
        {
            await client.Output.WriteAsync(Mutate(seeds[random.Next(seeds.Length)], random));
            while (client.Input.TryRead(out ReadResult result))
            {
                client.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                break;
            }

            if (i % 50 == 0)
            {
                Drain(client.Input);
            }
        }

        // One control character brings it back from wherever it is.
        await client.Output.WriteAsync("\u0001{\"execute\":\"query-jobs\",\"id\":\"the end\"}"u8.ToArray());
        await ReadToEndMarkAsync(client.Input);
        await client.DisposeAsync();
        await serving;
        return count;
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (int i = random.Next(4); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[],:\"'\\-0e.t"[random.Next(14)]);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(12), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Drain(PipeReader input)
    {
        if (input.TryRead(out ReadResult result))
        {
            int end = 0;
            byte[] bytes = System.Buffers.BuffersExtensions.ToArray(result.Buffer);
            for (int stop; (stop = bytes.AsSpan(end).IndexOf("\r\n"u8)) >= 0; end += stop + 2)
            {
                Check(bytes.AsMemory(end, stop));
            }

            input.AdvanceTo(result.Buffer.GetPosition(end), result.Buffer.End);
        }
    }

    private static async Task ReadToEndMarkAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            byte[] bytes = System.Buffers.BuffersExtensions.ToArray(result.Buffer);
            bool isEnd = bytes.AsSpan().IndexOf("\"the end\"}\r\n"u8) >= 0;
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (isEnd)
            {
                Drain(input);
                return;
            }

            Assert.False(result.IsCompleted);
        }
    }

    private static void Check(ReadOnlyMemory<byte> line)
    {
        Assert.True(Ascii.IsValid(line.Span));
        using JsonDocument reply = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1100 });
        Assert.Equal(JsonValueKind.Object, reply.RootElement.ValueKind);
    }
}
