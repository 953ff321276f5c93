using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.StartUp;

/// <summary>The verb <c>startup</c>: size and start-up time of what is published as native code, beside the just-in-time compiler.</summary>
internal static class StartUpCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 20 };
        var repository = new Option<string>("--repository") { Description = "The repository's root.", DefaultValueFactory = static _ => RepositoryRoot.Find() };
        var command = new Command("startup", "Publishes qapigen and the samples as native code and for the just-in-time compiler; size, and time from start to the first sign of life.") { rounds, repository };
        command.SetAction(result =>
        {
            string folder = Directory.CreateTempSubdirectory("qapigen-published-").FullName;
            try
            {
                Run(Path.GetFullPath(result.GetRequiredValue(repository)), folder, result.GetRequiredValue(rounds));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Run(string repository, string folder, int rounds)
    {
        Table table = new Table().AddColumns("program", "until", "native, ms (min–max)", "just in time, ms (min–max)", "ratio (min–max)", "native, MB", "just in time, MB");
        Add("generator/QapiGen.Cli", "qapigen", "version printed", static program => StartUpTimer.ToOutput(program, "--version"));
        Add("samples/JobHost", "JobHost", "greeting received", static program => StartUpTimer.ToGreeting(program, static path => ["--socket", path]));
        Add("samples/StorageDaemon", "StorageDaemon", "its client has connected", static program => StartUpTimer.ToConnection(program, static path => ["--connect", $"unix:{path}"]));
        if (SearchPath.Has("qemu-storage-daemon"))
        {
            AddPeer(table, rounds);
        }

        AnsiConsole.Write(table);

        void Add(string project, string name, string until, Func<string, double> measure)
        {
            PublishedProgram program = PublishedProgram.Publish(repository, project, name, folder);
            (List<double> native, List<double> portable) = Measure(rounds, () => measure(program.Native), () => measure(program.Portable));
            table.AddRow(
                name,
                until,
                Figures.Spread(native, "0.0"),
                Figures.Spread(portable, "0.0"),
                Figures.Spread(Figures.Ratios(native, portable), "0.00"),
                Figures.Text(program.NativeMegabytes, "0.0"),
                Figures.Text(program.PortableMegabytes, "0.0"));
        }
    }

    private static void AddPeer(Table table, int rounds)
    {
        (List<double> version, List<double> greeting) = Measure(
            rounds,
            static () => StartUpTimer.ToOutput("qemu-storage-daemon", "--version"),
            static () => StartUpTimer.ToGreeting("qemu-storage-daemon", static path => ["--chardev", $"socket,path={path},server=on,wait=off,id=c", "--monitor", "chardev=c"]));
        table.AddRow("qemu-storage-daemon", "version printed", Figures.Spread(version, "0.0"));
        table.AddRow("qemu-storage-daemon", "greeting received", Figures.Spread(greeting, "0.0"));
    }

    private static (List<double> First, List<double> Second) Measure(int rounds, Func<double> first, Func<double> second)
    {
        List<double> ones = [];
        List<double> others = [];
        for (int round = -1; round < rounds; round++)
        {
            double one = first();
            double other = second();
            if (round >= 0)
            {
                ones.Add(one);
                others.Add(other);
            }
        }

        return (ones, others);
    }
}
