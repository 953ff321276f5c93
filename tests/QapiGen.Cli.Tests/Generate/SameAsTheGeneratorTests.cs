using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.SourceGenerator;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests.Generate;

public sealed class SameAsTheGeneratorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("qapigen-cli-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("Both", "", "", "", "")]
    [InlineData("Client", "job-*", "JOB_*", "false", "")]
    [InlineData("Client", "", "", "", "Both")]
    [InlineData("Client", "", "", "", "Needed")]
    [InlineData("Client", "", "", "", "")]
    [InlineData("Server", "", "", "", "")]
    [InlineData("Server", "", "", "", "Both")]
    [InlineData("Both", "", "", "", "Needed")]
    public async Task The_files_are_those_that_the_generator_adds_to_a_build(string role, string commands, string events, string documentation, string codecs)
    {
        string root = RepositoryPaths.Get("schema", "job.json");
        await CompareAsync(root, role, commands, events, documentation, codecs);
    }

    [QemuSchemasTheory]
    [MemberData(nameof(QemuSchemas.Roots), MemberType = typeof(QemuSchemas))]
    public Task So_they_are_for_every_real_schema(string release, string root) => CompareAsync(QemuSchemas.PathOf(release, root), "Both", "", "", "", "");

    private async Task CompareAsync(string root, string role, string commands, string events, string documentation, string codecs)
    {
        var metadata = new Dictionary<string, string>
        {
            ["Kind"] = "root",
            ["Namespace"] = "N",
            ["Role"] = role,
            ["Commands"] = commands,
            ["Events"] = events,
            ["Documentation"] = documentation,
            ["Codecs"] = codecs,
        };
        var cli = new CliHarness { RealFiles = new PhysicalFileSystem() };
        string[] options = [.. metadata.Where(static pair => pair.Key is not ("Kind" or "Namespace") && pair.Value.Length > 0).SelectMany(static pair => new[] { "--" + pair.Key.ToLowerInvariant(), pair.Key is "Role" or "Codecs" ? pair.Value.ToLowerInvariant() : pair.Value })];

        CliResult result = await cli.RunAsync(["generate", root, "-o", _directory, "-n", "N", .. options]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(RunGenerator(root, metadata), Directory.EnumerateFiles(_directory, "*.g.cs").ToDictionary(f => Path.GetFileName(f), File.ReadAllText));
    }

    private static Dictionary<string, string> RunGenerator(string root, Dictionary<string, string> metadata)
    {
        string tree = Path.GetDirectoryName(Path.GetDirectoryName(root))!;
        string top = Directory.Exists(Path.Combine(Path.GetDirectoryName(tree)!, "qapi")) ? Path.GetDirectoryName(tree)! : tree;
        ImmutableArray<AdditionalText> texts = Directory.EnumerateFiles(root.EndsWith("job.json", StringComparison.Ordinal) ? Path.GetDirectoryName(root)! : top, "*.json", SearchOption.AllDirectories)
            .Select(path => (AdditionalText)new FileText(path)).ToImmutableArray();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new QapiGenerator().AsSourceGenerator()], texts, optionsProvider: new Options(root, metadata));
        GeneratorDriverRunResult run = driver.RunGenerators(CSharpCompilation.Create("a")).GetRunResult();
        return run.Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());
    }

    private sealed class FileText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }

    private sealed class Options(string root, Dictionary<string, string> metadata) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values([]);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new Values(textFile.Path == root ? metadata : new() { ["Kind"] = "include" });
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        private const string Prefix = "build_metadata.AdditionalFiles.Qapi";

        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = null;
            return key.StartsWith(Prefix, StringComparison.Ordinal) && values.TryGetValue(key[Prefix.Length..], out value);
        }
    }
}
