using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Runtime;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>The part of <c>compiler</c> that runs in a process of its own, so that it has a garbage collector of its own.</summary>
internal static class WarmCommand
{
    public const string Name = "compiler-warm";

    /// <summary>Makes the verb, which <c>compiler</c> calls.</summary>
    public static Command Create()
    {
        var root = new Argument<string>("root");
        var rounds = new Option<int>("--rounds") { Required = true };
        var copies = new Option<int>("--copies") { Required = true };
        var command = new Command(Name) { root, rounds, copies };
        command.Hidden = true;
        command.SetAction(result =>
        {
            string collector = GCSettings.IsServerGC ? "server GC, as in the compiler's own process" : "workstation GC";
            WriteWhole(result.GetRequiredValue(root), result.GetRequiredValue(rounds), collector);
            WriteGrowth(result.GetRequiredValue(root), Math.Max(3, result.GetRequiredValue(rounds) / 2), result.GetRequiredValue(copies), collector);
        });
        return command;
    }

    private static void WriteWhole(string root, int rounds, string collector)
    {
        var warm = new WarmGenerator(root);
        warm.WarmUp();
        var table = new Table().Title($"generator, warm, {collector}").AddColumns("what", "median ms", "min–max");
        Add("everything", warm.Everything(rounds));
        Add("one definition added or removed, job.json", warm.ModuleEdit("job.json", rounds));
        Add("one definition added or removed, block-core.json", warm.ModuleEdit("block-core.json", rounds));
        Add("C# edited", warm.CSharpEdit(rounds));
        AnsiConsole.Write(table);

        void Add(string what, List<double> times) => table.AddRow(what, Figures.Text(Figures.Median(times), "0.00"), Figures.Range(times, "0.00"));
    }

    private static void WriteGrowth(string root, int rounds, int copies, string collector)
    {
        var prefixes = new SchemaPrefixes(root);
        Table table = new Table().Title($"growth, {collector}").AddColumns("schema", "modules", "definitions", "characters of C#", "median ms (min–max)", "µs per definition");
        foreach (int count in prefixes.Steps)
        {
            (string top, IReadOnlyList<(string Path, string Text)> files) = prefixes.Take(count);
            AddGrowth(table, "first modules", count, prefixes.Definitions(count), new WarmGenerator(top, files), rounds);
        }

        // Without documentation, once as well: what counts is the step from one copy to many.
        foreach (int count in (int[])[1, copies])
        {
            string folder = GrownSchema.Write(root, count);
            try
            {
                AddGrowth(
                    table, $"{count} × all, undocumented", count * prefixes.Count, count * prefixes.Definitions(prefixes.Count), new WarmGenerator(Path.Combine(folder, "root.json")), rounds);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        AnsiConsole.Write(table);
    }

    private static void AddGrowth(Table table, string schema, int modules, int definitions, WarmGenerator warm, int rounds)
    {
        long characters = warm.CountCharacters();
        List<double> times = warm.Everything(rounds);
        table.AddRow(
            schema,
            Figures.Text(modules, "0"),
            Figures.Text(definitions, "0"),
            Figures.Text(characters, "N0"),
            Figures.Spread(times, "0.00"),
            definitions == 0 ? "" : Figures.Text(Figures.Median(times) * 1000 / definitions, "0.0"));
    }
}
