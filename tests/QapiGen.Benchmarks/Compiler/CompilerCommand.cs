using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>The verb <c>compiler</c>.</summary>
internal static class CompilerCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var tree = new Argument<string>("qemu-tree") { Description = "A QEMU source tree: its schema (qapi/) and its own compiler (scripts/qapi-gen.py)." };
        var tool = new Option<string?>("--tool") { Description = "The tool qapigen, published as native code; without it the cold comparison is left out." };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds.", DefaultValueFactory = static _ => 20 };
        var copies = new Option<int>("--copies") { Description = "Size of the grown schema: this many times the real one.", DefaultValueFactory = static _ => 10 };
        var command = new Command("compiler", "QEMU's whole schema to C#: cold beside QEMU's own compiler, warm in the generator driver, edits, growth.") { tree, tool, rounds, copies };
        command.SetAction(result =>
        {
            Run(result.GetRequiredValue(tree), result.GetValue(tool), result.GetRequiredValue(rounds), result.GetRequiredValue(copies));
            return 0;
        });
        return command;
    }

    private static void Run(string tree, string? tool, int rounds, int copies)
    {
        string root = Path.Combine(tree, "qapi", "qapi-schema.json");
        var table = new Table().AddColumns("what", "median ms", "min–max");
        if (tool is not null)
        {
            List<double>[] cold = ColdCommands.Run(
                rounds,
                ("python3", [Path.Combine(tree, "scripts", "qapi-gen.py"), "-o", "{out}", root]),
                (tool, ["generate", root, "--output", "{out}", "--namespace", "Qemu"]));
            Add(table, "QEMU's own compiler, cold", cold[0]);
            Add(table, "qapigen generate, cold", cold[1]);
            List<double> ratios = [.. cold[1].Zip(cold[0], static (ours, theirs) => ours / theirs).Order()];
            table.AddRow("ratio", Text(ratios[ratios.Count / 2], "0.000"), $"{Text(ratios[0], "0.000")}–{Text(ratios[^1], "0.000")}");
        }

        var warm = new WarmGenerator(root);
        Add(table, "generator, warm, everything", warm.Everything(rounds));
        Add(table, "generator, one definition added to job.json", warm.ModuleEdit("job.json", rounds));
        Add(table, "generator, one definition added to block-core.json", warm.ModuleEdit("block-core.json", rounds));
        Add(table, "generator, C# edited", warm.CSharpEdit(rounds));
        string grown = GrownSchema.Write(root, copies);
        try
        {
            Add(table, $"generator, warm, {copies} times the schema", new WarmGenerator(Path.Combine(grown, "root.json")).Everything(Math.Max(3, rounds / 4)));
        }
        finally
        {
            Directory.Delete(grown, recursive: true);
        }

        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string what, List<double> sorted) =>
        table.AddRow(what, Text(sorted[sorted.Count / 2], "0.00"), $"{Text(sorted[0], "0.00")}–{Text(sorted[^1], "0.00")}");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
