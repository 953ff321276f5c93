using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Typical mistakes in schemas, in a project whose C# doesn't compile because of them.</summary>
[Collection(PackagesCollection.Name)]
public sealed partial class SchemaFaultTests(LocalFeed feed)
{
    private const string Good = "{ 'struct': 'Reading', 'data': { 'degrees': 'number' } }\n{ 'command': 'read', 'returns': 'Reading' }\n";

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            {0}
          </ItemGroup>
        </Project>
        """;

    // CS0738: the wrong return type, what a lost 'returns' leads to; CS0246: a type that was lost.
    private const string Program = """
        using System.Threading;
        using System.Threading.Tasks;

        internal sealed class Host : Return.IRootCommands
        {
            public ValueTask<string> ReadAsync(CancellationToken cancellationToken = default) => new("");

            public Gone? Gone { get; init; }
        }
        """;

    // Name, text of the root, where its one fault is, and which.
    private static readonly (string Name, string Text, string Place, string Id)[] Mistakes =
    [
        ("Return", "{ 'command': 'read', 'return': 'str' }\n", "1,22", "QAPI1009"),
        ("Quotes", "{ \"command\": 'read', 'returns': 'str' }\n", "1,3", "QAPI0003"),
        ("Strct", "{ 'strct': 'Reading', 'data': { 'degrees': 'number' } }\n", "1,3", "QAPI1001"),
        ("Include", "{ 'include': 'renamed.json' }\n" + Good, "1,14", "QAPI0041"),
        ("Comma", "{ 'struct': 'Reading'\n  'data': { 'degrees': 'number' } }\n", "2,3", "QAPI0014"),
        ("Unknown", "{ 'command': 'read', 'returns': 'Redding' }\n", "1,33", "QAPI1022"),
        ("Member", Good + "{ 'struct': 'Bad', 'data': { 'two words': 'int' } }\n", "3,30", "QAPI1003"),
        ("Twice", Good + "{ 'struct': 'Reading', 'data': { } }\n", "3,13", "QAPI1020"),
        ("Key", Good + "{ 'struct': 'Bad', 'data': { 'a': 'int', 'a': 'str' } }\n", "3,47", "QAPI0012"),
        ("Value", Good + "{ 'enum': 'Bad', 'data': [ 'a', 'a' ] }\n", "3,33", "QAPI1025"),
        ("Brace", Good + "{ 'enum': 'Bad', 'data': [ 'a' ]\n", "3,33", "QAPI0014"),
        ("Branch", "{ 'enum': 'Kind', 'data': [ 'a' ] } { 'struct': 'S', 'data': { } }\n{ 'union': 'U', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': { 'b': 'S' } }\n", "2,74", "QAPI1031"),
        ("Data", "{ 'struct': 'Reading' }\n", "1,13", "QAPI1008"),
        ("Baseline", "{ 'command': 'other' }\n", "1,1", "QAPI3101"),
        ("Lost", Good, "1,1", "QAPI3901"),
        ("Role", Good, "1,1", "QAPI4001"),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_fault_is_an_error_once_at_its_place_whatever_else_is_wrong(bool hasAnalyzers)
    {
        // 'dotnet build' repeats every line in a summary; this doesn't.
        (_, string output) = LocalFeed.TryRun(Create(hasAnalyzers ? "mistakes" : "mistakes-unanalyzed"), "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary", $"-p:RunAnalyzers={hasAnalyzers}");

        string[] faults = [.. Fault().Matches(output).Select(static line => $"{line.Groups["root"].Value} {line.Groups["place"].Value} {line.Groups["id"].Value}").Order(StringComparer.Ordinal)];
        Assert.Equal(Mistakes.Select(static one => $"{one.Name} {one.Place} {one.Id}").Order(StringComparer.Ordinal), faults);
        Assert.Contains("error CS0738", output, StringComparison.Ordinal);
        Assert.Contains("error CS0246", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_a_schema_stay_errors_and_what_a_baseline_finds_is_as_the_project_says()
    {
        string folder = Create("severities", ("Severities.globalconfig", "is_global = true\ndotnet_diagnostic.QAPI1009.severity = warning\ndotnet_diagnostic.QAPI3101.severity = none\n"));

        (_, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-clp:NoSummary", "-p:RunAnalyzers=false", "-p:NoWarn=QAPI1022");

        Assert.Contains("error QAPI1009", output, StringComparison.Ordinal);
        Assert.Contains("error QAPI1022", output, StringComparison.Ordinal);
        Assert.DoesNotContain("QAPI3101", output, StringComparison.Ordinal);
    }

    private string Create(string folder, params (string Path, string Text)[] more)
    {
        var files = new List<(string, string)>(more) { ("Program.cs", Program), ("Baseline/old.json", Good) };
        string items = "";
        foreach ((string name, string text, _, _) in Mistakes)
        {
            string setting = name switch
            {
                "Baseline" => "Baseline=\"Baseline/old.json\"",
                "Lost" => "Baseline=\"Lost/gone.json\"",
                "Role" => "Role=\"Sever\"",
                _ => "",
            };
            files.Add(($"{name}/root.json", text));
            items += $"<QapiSchema Include=\"{name}/root.json\" Namespace=\"{name}\" {setting} />";
        }

        if (more.Length > 0)
        {
            items += $"<GlobalAnalyzerConfigFiles Include=\"{more[0].Path}\" />";
        }

        files.Add(("Mistakes.csproj", Project.Replace("{0}", items, StringComparison.Ordinal)));
        return feed.CreateConsumer(folder, [.. files]);
    }

    [GeneratedRegex(@"/(?<root>\w+)/root\.json\((?<place>\d+,\d+)[,)\d]*: error (?<id>QAPI\d+):")]
    private static partial Regex Fault();
}
