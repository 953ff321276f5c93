using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>What the client lists of a server is at least what comparing the two schemas finds of commands and arguments.</summary>
public sealed class ClientComparisonTests
{
    private static readonly string[] Names = ["command-removed", "optional-argument-removed", "mandatory-argument-removed", "argument-value-removed"];

    [QemuSchemasTheory]
    [InlineData("10.2", "7.2")]
    [InlineData("10.2", "5.2")]
    [InlineData("7.2", "5.2")]
    [InlineData("5.2", "7.2")]
    [InlineData("7.2", "10.2")]
    [InlineData("5.2", "10.2")]
    public async Task Arguments_that_a_server_lacks_are_listed_for_every_command_that_has_them(string compiled, string served)
    {
        string ours = await IntrospectAsync(compiled);
        string theirs = await IntrospectAsync(served);
        HashSet<string> listed = [.. (await CompareAsync(ours, theirs)).Select(d => d.Path)];

        CompatibilityReport report = SchemaComparer.Compare(SavedSchema.Read(new SchemaFile("old", ours)), SavedSchema.Read(new SchemaFile("new", theirs)));
        int looked = 0;
        foreach (CompatibilityFinding finding in report.Findings.Where(f => Names.Contains(f.Rule.Name)))
        {
            string member = finding.Path[(finding.Path.LastIndexOf('.') + 1)..];
            foreach (string root in finding.ReachedFrom.DefaultIfEmpty(finding.Path).Where(root => TakesArguments(root, finding)))
            {
                looked++;
                Assert.True(
                    listed.Any(path => path == root || (path.StartsWith(root + ".", StringComparison.Ordinal) && (IsAt(path, '.', member) || IsAt(path, '=', member)))),
                    $"{finding} isn't listed for {root}");
            }
        }

        Assert.True(looked > 0 || string.CompareOrdinal(compiled, served) < 0);
    }

    private static bool IsAt(string path, char separator, string name) => path.EndsWith(separator + name, StringComparison.Ordinal);

    // What is also read is an argument of those that don't only ask: an optional member or a value that never comes is no harm.
    private static bool TakesArguments(string root, CompatibilityFinding finding) => root.Any(char.IsAsciiLetterLower)
        && (finding.Direction == Direction.Send || !root.Contains("query-", StringComparison.Ordinal));

    private static async Task<string> IntrospectAsync(string release)
    {
        CliResult result = await new CliHarness { RealFiles = new PhysicalFileSystem() }.RunAsync(
            "introspect", "--unmask", "--dialect", release, QemuSchemas.PathOf(release, "qapi/qapi-schema.json"));
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    private static async Task<IReadOnlyList<QmpSchemaDifference>> CompareAsync(string ours, string theirs)
    {
        FakeServer server = new FakeServer().Answer("query-qmp-schema", theirs.ReplaceLineEndings(" "));
        await using QmpClient client = await QmpClient.ConnectAsync(await server.ConnectAsync(QmpAddress.Unix("/x"), default));
        byte[] bytes = Encoding.UTF8.GetBytes(ours);
        return await client.CompareSchemaAsync(new QmpCompiledSchema("test", [new QmpModule("test", [], [], () => bytes)], () => bytes));
    }
}
