using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using QapiGen.Benchmarks.Protobuf;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.Consumer;

/// <summary>The verb <c>consumer</c>: what a schema adds to its user's build.</summary>
internal static class ConsumerCommand
{
    private const string WholeClient = "the whole schema, Role=\"Client\"";

    private const string FewCommands = "query-status;query-version;query-jobs;job-*;quit";

    // What a client and a server of gRPC have for the same schema as Protocol Buffers.
    private static readonly string[] s_grpc =
    [
        "<PackageReference Include=\"Google.Protobuf\" Version=\"3.36.2\" />",
        "<PackageReference Include=\"Grpc.Core.Api\" Version=\"2.85.0\" />",
        "<PackageReference Include=\"Grpc.Tools\" Version=\"2.85.0\" PrivateAssets=\"all\" />",
    ];

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var tree = new Argument<string>("qemu-tree") { Description = "A QEMU source tree, for its schema." };
        var rounds = new Option<int>("--rounds") { Description = "Counted builds of each project; one more is run first.", DefaultValueFactory = static _ => 5 };
        var repository = new Option<string>("--repository") { Description = "The repository's root.", DefaultValueFactory = static _ => RepositoryRoot.Find() };
        var command = new Command("consumer", "Builds projects that have the package: without a schema, with QEMU's whole one, and with a few of its commands; and one of Grpc.Tools with the whole of it as Protocol Buffers.") { tree, rounds, repository };
        command.SetAction(result =>
        {
            string folder = Directory.CreateTempSubdirectory("qapigen-consumer-").FullName;
            try
            {
                string root = Path.GetFullPath(Path.Combine(result.GetRequiredValue(tree), "qapi", "qapi-schema.json"));
                string proto = Directory.CreateDirectory(Path.Combine(folder, "proto")).FullName;
                int definitions = ProtoTree.Write(root, proto);
                Run(Projects(root, proto, Path.GetFullPath(result.GetRequiredValue(repository)), folder), result.GetRequiredValue(rounds), definitions);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static List<ConsumerProject> Projects(string root, string proto, string repository, string folder)
    {
        string feed = Path.Combine(folder, "feed");
        foreach (string project in (string[])["generator/QapiGen.SourceGenerator", "runtime/QapiGen.Runtime"])
        {
            DotnetCommand.Run(repository, "pack", project, "-c", "Release", "-o", feed, "--nologo", "-v", "quiet");
        }

        string version = Path.GetFileName(Directory.GetFiles(feed, "QapiGen.Runtime.*.nupkg").Single())["QapiGen.Runtime.".Length..^".nupkg".Length];
        string start = $"<QapiSchema Include=\"{root}\" Namespace=\"Qemu\"";
        (string Name, string Schema)[] kinds =
        [
            ("no schema", ""),
            ("the whole schema", $"{start} />"),
            (WholeClient, $"{start} Role=\"Client\" />"),
            ("the same, Codecs=\"Both\"", $"{start} Role=\"Client\" Codecs=\"Both\" />"),
            ("the whole schema, Role=\"Server\"", $"{start} Role=\"Server\" />"),
            ("the same, Codecs=\"Both\"", $"{start} Role=\"Server\" Codecs=\"Both\" />"),
            ($"Role=\"Client\" Commands=\"{FewCommands}\"", $"{start} Role=\"Client\" Commands=\"{FewCommands}\" />"),
        ];
        string package = $"<PackageReference Include=\"QapiGen\" Version=\"{version}\" />";
        List<ConsumerProject> projects = [.. kinds.Select((kind, i) => ConsumerProject.Create(kind.Name, Path.Combine(folder, $"p{i}"), feed, package, kind.Schema))];
        ConsumerProject client = projects.Single(static project => project.Name == WholeClient);
        projects.Add(client.Edited($"an edit of one line of C#, {WholeClient}"));
        projects.Add(ConsumerProject
            .Create("the same, the schema in a library of its own", Path.Combine(folder, "app"), feed, $"<ProjectReference Include=\"{ConsumerProject.FileIn(client.Folder)}\" />")
            .Edited("the same, the schema in a library of its own"));
        projects.Add(ConsumerProject.Create(
            "Grpc.Tools, the whole schema as Protocol Buffers", Path.Combine(folder, "grpc"), feed, [.. s_grpc, $"<Protobuf Include=\"{proto}/*.proto\" ProtoRoot=\"{proto}\" />"]));
        return projects;
    }

    private static void Run(List<ConsumerProject> projects, int rounds, int definitions)
    {
        List<(double Seconds, double ProcessorSeconds, double PeakMegabytes)>[] results = [.. projects.Select(static _ => new List<(double, double, double)>())];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < projects.Count; i++)
            {
                (double, double, double) result = BuildCommand.Run(projects[i]);
                if (round >= 0)
                {
                    results[i].Add(result);
                }
            }
        }

        AnsiConsole.WriteLine($"{definitions} definitions: types, commands, events");
        Table table = new Table().AddColumns("project", "build, s (min–max)", "ratio (min–max)", "processor, s (min–max)", "beyond the first, ms of processor a definition", "most memory of a process, MB", "assembly, MB");
        for (int i = 0; i < projects.Count; i++)
        {
            table.AddRow(
                Markup.Escape(projects[i].Name),
                Figures.Spread([.. results[i].Select(static result => result.Seconds)], "0.0"),
                Figures.Spread(Figures.Ratios(results[i].Select(static result => result.Seconds), results[0].Select(static result => result.Seconds)), "0.0"),
                Figures.Spread([.. results[i].Select(static result => result.ProcessorSeconds)], "0.0"),
                Figures.Spread([.. results[i].Zip(results[0], (result, first) => (result.ProcessorSeconds - first.ProcessorSeconds) * 1e3 / definitions)], "0.0"),
                Figures.Text(Figures.Median(results[i].Select(static result => result.PeakMegabytes)), "0"),
                Figures.Text(projects[i].AssemblyMegabytes, "0.000"));
        }

        AnsiConsole.Write(table);
    }
}
