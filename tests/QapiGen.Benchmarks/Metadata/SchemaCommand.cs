using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using QapiGen.Benchmarks.Support;
using QapiGen.Runtime.Metadata;
using Spectre.Console;

namespace QapiGen.Benchmarks.Metadata;

/// <summary>The verb <c>schema</c>: what a client that asks <c>query-qmp-schema</c> pays.</summary>
internal static class SchemaCommand
{
    private const int Runs = 50;

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "What a server answers to query-qmp-schema, as 'qapigen introspect SCHEMA' prints it." };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds of 50 readings.", DefaultValueFactory = static _ => 20 };
        var command = new Command("schema", "Reading a server's schema beside JsonDocument.Parse of the same bytes: time, and what is kept.") { file, rounds };
        command.SetAction(result => Run(File.ReadAllBytes(result.GetRequiredValue(file)), result.GetRequiredValue(rounds)));
        return command;
    }

    private static void Run(byte[] json, int rounds)
    {
        (string Name, Func<object> Read)[] peers =
        [
            ("JsonDocument.Parse", () => JsonDocument.Parse(json)),
            ("QmpSchema.Parse", () => QmpSchema.Parse(json)),
            ("QmpSchema.Parse, then every type and member", () => ReadAll(QmpSchema.Parse(json))),
        ];
        List<double>[] times = [.. peers.Select(static _ => new List<double>())];

        // The first rounds compile what is then measured.
        for (int round = -10; round < rounds; round++)
        {
            for (int i = 0; i < peers.Length; i++)
            {
                double time = Time(peers[i].Read);
                if (round >= 0)
                {
                    times[i].Add(time);
                }
            }
        }

        Table table = new Table { Title = new TableTitle($"a schema of {json.Length:#,0} bytes") }.AddColumns("reading", "µs (min–max)", "ratio", "kept, bytes", "of the size");
        for (int i = 0; i < peers.Length; i++)
        {
            long kept = Kept(peers[i].Read);
            table.AddRow(
                peers[i].Name,
                Figures.Spread(times[i], "0"),
                Figures.Spread(Figures.Ratios(times[i], times[0]), "0.00"),
                $"{kept:#,0}",
                Figures.Text((double)kept / json.Length, "0.00"));
        }

        AnsiConsole.Write(table);
    }

    private static double Time(Func<object> read)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Runs; i++)
        {
            (read() as IDisposable)?.Dispose();
        }

        // One thread's work: the lesser of clock and processor, since others are at work, too.
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        double processor = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
        return Math.Min(elapsed, processor) / Runs;
    }

    private static long Kept(Func<object> read)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        object[] kept = [read(), read(), read(), read()];
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(kept);
        return bytes / kept.Length;
    }

    private static QmpSchema ReadAll(QmpSchema schema)
    {
        foreach (QmpTypeInfo type in schema.Types)
        {
            _ = type.Features.Count;
        }

        return schema;
    }
}
