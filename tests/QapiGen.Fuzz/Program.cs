using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using QapiGen.Fuzz.Running;
using QapiGen.Fuzz.Targets;

namespace QapiGen.Fuzz;

/// <summary>The verbs; README.md explains them.</summary>
internal static class Program
{
    private const string Usage = """
        run [TARGET...] [--seconds N] [--seed N] [--keep]   looks for faults; --keep adds inputs that take new branches to the corpus
        replay TARGET FILE...                               reads files, as they are
        count [N]                                           branches taken for N members and for 4 N
        targets: 
        """;

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["inside", "run", .. string[] rest]:
                return Run(rest);
            case ["inside", "count", .. string[] rest]:
                WorkCount.Print(rest is [string members] ? Number(members) : 500);
                return 0;
            case ["run", ..]:
                return InstrumentedCopy.Run(AppContext.BaseDirectory, counts: false, [.. args, "--root", FindRoot()]);
            case ["count", ..]:
                return InstrumentedCopy.Run(AppContext.BaseDirectory, counts: true, args);
            case ["replay", string name, .. string[] files] when FuzzTarget.All.FirstOrDefault(target => target.Name == name) is { } target:
                Array.ForEach(files, file => target.Read(File.ReadAllBytes(file)));
                return 0;
            default:
                Console.Error.WriteLine(Usage + string.Join(", ", FuzzTarget.All.Select(target => target.Name)));
                return 2;
        }
    }

    private static int Run(string[] args)
    {
        string root = ValueOf(args, "--root") ?? FindRoot();
        int seconds = Number(ValueOf(args, "--seconds") ?? Environment.GetEnvironmentVariable("QAPIGEN_FUZZ_SECONDS") ?? "30");
        int seed = Number(ValueOf(args, "--seed") ?? "1");
        List<FuzzTarget> targets = [.. FuzzTarget.All.Where(target => args.Contains(target.Name))];
        targets = targets.Count == 0 ? [.. FuzzTarget.All] : targets;
        int faults = 0;
        foreach (FuzzTarget target in targets)
        {
            var loop = new FuzzLoop(target, Path.Combine(root, "artifacts", "fuzz"), seed);
            faults += loop.Run(Corpus.Inputs(root, target), TimeSpan.FromSeconds(seconds) / targets.Count);
            if (args.Contains("--keep"))
            {
                Keep(root, target, loop.Found);
            }
        }

        return faults == 0 ? 0 : 1;
    }

    private static void Keep(string root, FuzzTarget target, List<byte[]> found)
    {
        string folder = Corpus.FolderOf(root, target);
        Directory.CreateDirectory(folder);
        foreach (byte[] input in found)
        {
            File.WriteAllBytes(Path.Combine(folder, Corpus.NameOf(input)), input);
        }
    }

    private static string? ValueOf(string[] args, string option)
    {
        int at = Array.IndexOf(args, option);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "QapiGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }
}
