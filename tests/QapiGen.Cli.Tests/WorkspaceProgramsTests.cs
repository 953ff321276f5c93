using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Projects;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Tests.Support;
using QapiGen.LanguageServer.Programs;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>What MSBuild tells the language server of a project.</summary>
public sealed class WorkspaceProgramsTests
{
    [Fact]
    public async Task A_project_for_several_frameworks_has_the_items_of_all_of_them()
    {
        var files = new MemoryFileSystem();
        files.Add("p/P.csproj", "");
        var programs = new WorkspacePrograms(new CliEnvironment
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            Input = TextReader.Null,
            Files = files,
            GetVariable = static _ => null,
            RunDotnet = static (arguments, _) => Task.FromResult(new ProcessResult(0, Answer(arguments[^1]), "")),
        });

        EvaluatedProject project = await programs.EvaluateAsync("p/P.csproj", CancellationToken.None);

        Assert.Equal(["/api.json A", "/old.json B"], project.Schemas.Select(static schema => $"{schema.Path} {schema.Metadata["Namespace"]}"));
        Assert.Equal([("job.json", "/one/job.json"), ("block.json", "/two/block.json")], project.Includes);
    }

    private static string Answer(string framework)
    {
        const string Api = """{ "FullPath": "/api.json", "Namespace": "A" }""";
        const string Job = """{ "Name": "job.json", "FullPath": "/one/job.json" }""";
        (string schemas, string includes) = framework == "-property:TargetFramework=net8.0"
            ? ($$"""{{Api.Replace("\"A\"", "\"Other\"", System.StringComparison.Ordinal)}}, { "FullPath": "/old.json", "Namespace": "B" }""", $$"""{{Job.Replace("one", "two", System.StringComparison.Ordinal)}}, { "Name": "block.json", "FullPath": "/two/block.json" }""")
            : (Api, Job);
        return $$"""{ "Properties": { "TargetFrameworks": "net10.0;net8.0" }, "Items": { "QapiSchema": [ {{schemas}} ], "QapiInclude": [ {{includes}} ] } }""";
    }
}
