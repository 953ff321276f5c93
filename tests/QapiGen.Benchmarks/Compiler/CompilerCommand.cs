using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using QapiGen.Benchmarks.Support;
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
        var gc = new Option<string>("--gc") { Description = "Garbage collector of the warm figures; the compiler's own server process has 'server'.", DefaultValueFactory = static _ => "both" };
        gc.AcceptOnlyFromAmong("server", "workstation", "both");
        var command = new Command("compiler", "QEMU's whole schema to C#: cold beside QEMU's own compiler, warm in the generator driver, edits, growth.") { tree, tool, rounds, copies, gc };
        command.SetAction(result =>
        {
            string root = Path.GetFullPath(Path.Combine(result.GetRequiredValue(tree), "qapi", "qapi-schema.json"));
            int counted = result.GetRequiredValue(rounds);
            if (result.GetValue(tool) is { } program)
            {
                RunCold(result.GetRequiredValue(tree), root, program, counted);
            }

            foreach (bool isServer in Collectors(result.GetRequiredValue(gc)))
            {
                RunWarm(root, counted, result.GetRequiredValue(copies), isServer);
            }
        });
        return command;
    }

    private static bool[] Collectors(string name) => name switch
    {
        "server" => [true],
        "workstation" => [false],
        _ => [true, false],
    };

    private static void RunCold(string tree, string root, string tool, int rounds)
    {
        (List<double> Elapsed, List<double> Processor)[] times = ColdCommands.Run(
            rounds,
            ("python3", [Path.Combine(tree, "scripts", "qapi-gen.py"), "-o", "{out}", root]),
            (tool, ["generate", root, "--output", "{out}", "--namespace", "Qemu"]),
            (tool, ["generate", root, "--output", "{out}", "--namespace", "Qemu", "--single-file"]));
        AnsiConsole.Write(new Table()
            .AddColumns("cold command", "ms (min–max)", "processor, ms (min–max)")
            .AddRow("QEMU's own compiler", Figures.Spread(times[0].Elapsed, "0.0"), Figures.Spread(times[0].Processor, "0.0"))
            .AddRow("qapigen generate", Figures.Spread(times[1].Elapsed, "0.0"), Figures.Spread(times[1].Processor, "0.0"))
            .AddRow("qapigen generate --single-file", Figures.Spread(times[2].Elapsed, "0.0"), Figures.Spread(times[2].Processor, "0.0"))
            .AddRow(Ratio("ratio", 1))
            .AddRow(Ratio("ratio with one file", 2)));

        string[] Ratio(string name, int command) =>
        [
            name,
            Figures.Spread(Figures.Ratios(times[command].Elapsed, times[0].Elapsed), "0.000"),
            Figures.Spread(Figures.Ratios(times[command].Processor, times[0].Processor), "0.000"),
        ];
    }

    // The collector is chosen when a process starts: the compiler's server process runs with the server's, this one doesn't.
    private static void RunWarm(string root, int rounds, int copies, bool isServer)
    {
        string[] arguments = [WarmCommand.Name, root, "--rounds", rounds.ToString(CultureInfo.InvariantCulture), "--copies", copies.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments);
        start.Environment["DOTNET_gcServer"] = isServer ? "1" : "0";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The warm part ended with {process.ExitCode}.");
        }
    }
}
