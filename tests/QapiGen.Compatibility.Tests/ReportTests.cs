using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Reports;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class ReportTests
{
    private static readonly ReportContext Context = new("old.json", "new.json", "1.2.3");

    private static readonly CompatibilityReport Report = SchemaComparer.Compare(
        WireSchema.FromModel(Schemas.Bind("{ 'command': 'a' }\n{ 'command': 'b', 'data': { 'x': 'int' } }", "old.json")),
        WireSchema.FromModel(Schemas.Bind("{ 'command': 'b',\n  'data': { 'x': 'str', '*y': 'int' } }", "new.json")));

    private static readonly ReportedComparison Reported = new(Report, Context);

    [Fact]
    public void Json_says_all_that_the_text_says()
    {
        using JsonDocument json = JsonDocument.Parse(Write(w => JsonReport.Write([Reported], w)));

        JsonElement comparison = Assert.Single(json.RootElement.GetProperty("comparisons").EnumerateArray());
        Assert.Equal("full", json.RootElement.GetProperty("profile").GetString());
        Assert.Equal("old.json", comparison.GetProperty("old").GetProperty("name").GetString());
        Assert.Equal(2, comparison.GetProperty("counts").GetProperty("breaking").GetInt32());
        JsonElement[] findings = comparison.GetProperty("findings").EnumerateArray().ToArray();
        Assert.Equal(3, findings.Length);
        JsonElement removed = findings.Single(f => f.GetProperty("rule").GetString() == "QAPI3101");
        Assert.Equal("breaking", removed.GetProperty("verdict").GetString());
        Assert.Equal("removed", removed.GetProperty("kind").GetString());
        Assert.Equal("when-used", removed.GetProperty("breaks").GetProperty("oldClients").GetString());
        Assert.Equal("old clients that use it, C# callers", removed.GetProperty("breaks").GetProperty("text").GetString());
        Assert.Equal("old.json:1", removed.GetProperty("old").GetString());
        Assert.Equal(JsonValueKind.Null, removed.GetProperty("new").ValueKind);
        JsonElement changed = findings.Single(f => f.GetProperty("rule").GetString() == "QAPI3401");
        Assert.Equal("b.x", changed.GetProperty("path").GetString());
        Assert.Equal("new.json:2", changed.GetProperty("new").GetString());
        Assert.Equal(2, changed.GetProperty("place").GetProperty("line").GetInt32());
        Assert.Equal("b", changed.GetProperty("reachedFrom")[0].GetString());
    }

    [Fact]
    public void Json_of_findings_is_an_array_that_names_their_comparison()
    {
        using JsonDocument json = JsonDocument.Parse(Write(w => JsonReport.WriteFindings([Reported, Reported], w)));

        Assert.Equal(6, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), f => Assert.Equal("old.json", f.GetProperty("comparison").GetProperty("old").GetString()));
    }

    [Fact]
    public async Task Json_keeps_to_its_published_schema()
    {
        string path = RepositoryPaths.Get("generator", "QapiGen.Compatibility", "Reports", "diff.schema.json");
        NJsonSchema.JsonSchema schema = await NJsonSchema.JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(path));
        var nothing = new ReportedComparison(new CompatibilityReport([], CompatibilityProfile.Policy), Context);
        var noted = new ReportedComparison(
            SchemaComparer.Compare(Schemas.Wire("{ 'command': 'x-a', 'data': { 'x': 'int' } }"), WireSchema.Empty), Context);
        string text = Write(w => JsonReport.Write([Reported, nothing, noted], w));

        Assert.Empty(schema.Validate(Write(w => JsonReport.WriteFindings([Reported, nothing, noted], w))));
        Assert.Empty(schema.Validate(text));
        Assert.Empty(schema.Validate(Write(w => JsonReport.Write([nothing], w, ["a \"note\"", "another"]))));
        Assert.NotEmpty(schema.Validate(text.Replace("\"notes\"", "\"remarks\"", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(text.Replace("\"kind\"", "\"sort\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Sarif_names_rules_levels_and_both_places()
    {
        using JsonDocument json = JsonDocument.Parse(Write(w => SarifReport.Write([Reported], w)));

        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        JsonElement run = json.RootElement.GetProperty("runs")[0];
        JsonElement driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("1.2.3", driver.GetProperty("semanticVersion").GetString());
        Assert.Equal(["QAPI3101", "QAPI3302", "QAPI3401"], driver.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()));
        JsonElement changed = run.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("ruleId").GetString() == "QAPI3401");
        Assert.Equal("error", changed.GetProperty("level").GetString());
        JsonElement place = changed.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("new.json", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(2, place.GetProperty("region").GetProperty("startLine").GetInt32());
        JsonElement old = changed.GetProperty("relatedLocations")[0].GetProperty("physicalLocation");
        Assert.Equal("old.json", old.GetProperty("artifactLocation").GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData("https://docs.example.org/qapigen/")]
    [InlineData("https://docs.example.org/qapigen")]
    public void Sarif_points_at_the_page_of_each_rule(string site)
    {
        using JsonDocument json = JsonDocument.Parse(Write(w => SarifReport.Write([new(Report, Context with { Site = site })], w)));
        using JsonDocument without = JsonDocument.Parse(Write(w => SarifReport.Write([new(Report, Context with { Site = null })], w)));

        Assert.Equal(
            ["https://docs.example.org/qapigen/rules/QAPI3101.html", "https://docs.example.org/qapigen/rules/QAPI3302.html", "https://docs.example.org/qapigen/rules/QAPI3401.html"],
            Rules(json).Select(static rule => rule.GetProperty("helpUri").GetString()));
        Assert.All(Rules(without), static rule => Assert.False(rule.TryGetProperty("helpUri", out _)));

        static JsonElement.ArrayEnumerator Rules(JsonDocument report) =>
            report.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray();
    }

    [Fact]
    public void Sarif_points_at_what_is_gone_as_the_build_does()
    {
        SchemaFile root = new("new.json", "{ 'command': 'b' }");
        using JsonDocument schema = JsonDocument.Parse(Write(w => SarifReport.Write([new(Report, Context with { NewRoot = root })], w)));
        using JsonDocument live = JsonDocument.Parse(Write(w => SarifReport.Write([Reported], w)));

        Assert.Equal("new.json", PlaceOf(schema, "QAPI3101"));
        Assert.Equal("old.json", PlaceOf(live, "QAPI3101"));
        Assert.Equal("old.json", Result(schema, "QAPI3101").GetProperty("properties").GetProperty("old").GetString());
    }

    [Fact]
    public void Sarif_says_all_that_the_text_says()
    {
        var noted = new ReportedComparison(
            SchemaComparer.Compare(Schemas.Wire("{ 'command': 'x-a', 'data': { 'x': 'int' } }"), WireSchema.Empty), new ReportContext("2.json", "3.json", "1.2.3"));
        CompatibilityFinding finding = Assert.Single(noted.Report.Findings);
        CompatibilityFinding summary = finding with { Elements = ["x-a", "x-b"] };
        var summed = new ReportedComparison(new CompatibilityReport([summary], CompatibilityProfile.Full), noted.Context);
        using JsonDocument json = JsonDocument.Parse(Write(w => SarifReport.Write([Reported, summed], w)));

        JsonElement run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal("full", run.GetProperty("properties").GetProperty("profile").GetString());
        Assert.Equal(
            ["old.json new.json 2 1 0", "2.json 3.json 0 1 0"],
            run.GetProperty("properties").GetProperty("comparisons").EnumerateArray().Select(c =>
                $"{c.GetProperty("old")} {c.GetProperty("new")} {Count(c, "breaking")} {Count(c, "risky")} {Count(c, "compatible")}"));
        JsonElement result = run.GetProperty("results").EnumerateArray().Last();
        JsonElement properties = result.GetProperty("properties");
        Assert.NotNull(finding.Note);
        Assert.Equal(finding.Message, result.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(finding.Note, properties.GetProperty("note").GetString());
        Assert.Equal(["x-a", "x-b"], properties.GetProperty("elements").EnumerateArray().Select(e => e.GetString()!));
        Assert.Equal(finding.VictimList, properties.GetProperty("breaks").EnumerateArray().Select(e => e.GetString()!));
        Assert.True(properties.GetProperty("isUnstable").GetBoolean());
        Assert.Equal(
            ["old clients that use it", "C# callers"],
            run.GetProperty("results").EnumerateArray().First(r => r.GetProperty("ruleId").GetString() == "QAPI3101")
                .GetProperty("properties").GetProperty("breaks").EnumerateArray().Select(e => e.GetString()!));
        Assert.Equal(JsonValueKind.Null, Result(json, "QAPI3401").GetProperty("properties").GetProperty("note").ValueKind);
    }

    private static int Count(JsonElement comparison, string verdict) => comparison.GetProperty("counts").GetProperty(verdict).GetInt32();

    [Fact]
    public void Every_sarif_result_has_a_place_where_a_side_is_a_file()
    {
        WireSchema saved = SavedSchema.Read(new SchemaFile("saved.json", """[{"name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]"""));
        CompatibilityReport report = SchemaComparer.Compare(saved, WireSchema.Empty);
        ReportContext context = Context with { AnyFile = new SchemaFile("saved.json", "[]") };
        using JsonDocument json = JsonDocument.Parse(Write(w => SarifReport.Write([new(report, context)], w)));

        Assert.Equal("saved.json", PlaceOf(json, "QAPI3101"));
    }

    // Code scanning refuses results without a place, places that aren't relative or of files, and what is no reference to a URI.
    [Theory]
    [InlineData("unix:/run/qmp.sock", "unix/run/qmp.sock")]
    [InlineData("tcp:[::1]:4444", "tcp/%5B/1%5D/4444")]
    [InlineData("unix:../a b#c.sock", "unix/a%20b%23c.sock")]
    [InlineData(":", "server")]
    public void Every_sarif_result_between_live_servers_has_a_place(string address, string uri)
    {
        var live = new ReportedComparison(SchemaComparer.Compare(Schemas.Capture("{ 'command': 'a' }"), Schemas.Capture("{ 'command': 'b', 'data': { 'x': 'int' } }")), new ReportContext("unix:/old.sock", address, "1.2.3"));
        ReportedComparison placed = live with { Context = live.Context with { Places = new ArtifactPlaces("/repo", "/repo/w") } };
        foreach (ReportedComparison comparison in new[] { live, placed })
        {
            using JsonDocument json = JsonDocument.Parse(Write(w => SarifReport.Write([comparison], w)));
            JsonElement[] results = [.. json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()];

            Assert.Equal(2, results.Length);
            foreach (JsonElement place in results.Select(result => result.GetProperty("locations")[0].GetProperty("physicalLocation")))
            {
                Assert.Equal(uri, place.GetProperty("artifactLocation").GetProperty("uri").GetString());
                Assert.True(Uri.IsWellFormedUriString(uri, UriKind.Relative));
                Assert.Equal(comparison.Context.Places is not null, place.GetProperty("artifactLocation").TryGetProperty("uriBaseId", out _));
                Assert.Equal(1, place.GetProperty("region").GetProperty("startLine").GetInt32());
            }
        }
    }

    [Fact]
    public void Changelog_sorts_by_what_happened_and_to_which_command()
    {
        string text = Write(w => ChangelogReport.Write([Reported], w));

        Assert.Equal(
            "# Changelog\n\n## new.json\n\nSince old.json.\n"
            + "\n### Added\n\n- `b`\n  - optional argument 'b.y' was added\n"
            + "\n### Changed\n\n- `b`\n  - 'b.x' was 'int' and now is 'str' **(breaking)**\n"
            + "\n### Removed\n\n- `a`: command 'a' was removed **(breaking)**\n",
            text);
    }

    [Fact]
    public void Changelog_has_a_heading_for_each_comparison_and_names_what_is_deprecated()
    {
        CompatibilityReport second = SchemaComparer.Compare(
            Schemas.Wire("{ 'command': 'b', 'data': { 'x': 'str', '*y': 'int' } }"),
            Schemas.Wire("{ 'command': 'b', 'data': { 'x': 'str', '*y': { 'type': 'int', 'features': [ 'deprecated' ] } } }\n{ 'event': 'E' }"));
        string text = Write(w => ChangelogReport.Write([Reported, new(second, new ReportContext("new.json", "newer.json", "1.2.3"))], w));

        Assert.Equal(
            "# Changelog\n\n## newer.json\n\nSince new.json.\n"
            + "\n### Added\n\n- `E`: event 'E' was added\n"
            + "\n### Deprecated\n\n- `b`\n  - 'b.y' is now deprecated\n"
            + "\n## new.json\n\nSince old.json.\n"
            + "\n### Added\n\n- `b`\n  - optional argument 'b.y' was added\n"
            + "\n### Changed\n\n- `b`\n  - 'b.x' was 'int' and now is 'str' **(breaking)**\n"
            + "\n### Removed\n\n- `a`: command 'a' was removed **(breaking)**\n",
            text);
    }

    [Fact]
    public void Changelog_names_every_command_and_event()
    {
        string Users(string type) => $"{{ 'struct': 'S', 'data': {{ 'x': '{type}' }} }}\n" + string.Concat(Enumerable.Range(1, 7).Select(i => $"{{ 'command': 'cmd-{i}', 'data': 'S' }}\n{{ 'event': 'EV{i}', 'data': 'S' }}\n"));
        CompatibilityReport report = SchemaComparer.Compare(Schemas.Wire(Users("int")), Schemas.Wire(Users("str")));
        string text = Write(w => ChangelogReport.Write([new(report, Context)], w));

        Assert.All(Enumerable.Range(1, 7), i => Assert.Contains($"`cmd-{i}`", text));
        Assert.All(Enumerable.Range(1, 7), i => Assert.Contains($"`EV{i}`", text));
    }

    [Fact]
    public void Changelog_has_what_was_accepted()
    {
        CompatibilityReport accepted = SuppressionFile.Parse(new SchemaFile("accepted.txt", "QAPI3101 a # nobody called it\nQAPI3401 b.x # never worked\n")).Apply([Report], [])[0];
        string text = Write(w => ChangelogReport.Write([new(accepted, Context)], w));

        Assert.Contains("\n### Removed\n\n- `a`: command 'a' was removed **(breaking, accepted)**\n", text);
        Assert.Contains("'b.x' was 'int' and now is 'str' **(breaking, accepted)**\n", text);
    }

    [Fact]
    public void Changelog_says_that_nothing_changed_only_where_all_was_looked_at()
    {
        string Said(CompatibilityProfile profile, bool isPart) => Write(w => ChangelogReport.Write([new(new CompatibilityReport([], profile), Context with { IsPart = isPart })], w));

        Assert.EndsWith("\n\nNothing changed on the wire.\n", Said(CompatibilityProfile.Full, isPart: false));
        Assert.EndsWith("\n\nNothing changed of what was looked at.\n", Said(CompatibilityProfile.Policy, isPart: false));
        Assert.EndsWith("\n\nNothing changed of what was looked at.\n", Said(CompatibilityProfile.Full, isPart: true));
    }

    private static JsonElement Result(JsonDocument sarif, string rule) =>
        sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Single(r => r.GetProperty("ruleId").GetString() == rule);

    private static string? PlaceOf(JsonDocument sarif, string rule) => Result(sarif, rule)
        .GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString();

    [Fact]
    public void Markdown_groups_by_verdict_and_rule()
    {
        string text = Write(w => MarkdownReport.Write(Report, Context, w));
        Assert.StartsWith("# Changes from old.json to new.json\n\n2 breaking, 1 risky, 0 compatible.\n\n## Breaking\n\n### QAPI3101 command-removed\n\n- `a`: ", text);
        Assert.Contains("## Risky\n\n### QAPI3302", text);
        Assert.Contains("Reached from `b`.", text);
    }

    [Fact]
    public void Text_is_coloured_only_when_asked_to()
    {
        Assert.DoesNotContain('\u001b', Write(w => TextReport.Write(Report, Context, w)));
        Assert.Contains("\u001b[31mBREAKING (2)\u001b[0m", Write(w => TextReport.Write(Report, Context with { HasColors = true }, w)));
    }

    [Fact]
    public void Gap_is_a_fault_and_no_verdict()
    {
        WireSchema whole = Schemas.Wire("{ 'command': 'a' }");
        WireSchema broken = WireSchema.FromModel(Schemas.Bind("{ 'command': 'a' }"), gaps: ["new.json(3,1): expected ','"]);

        CompatibilityReport report = SchemaComparer.Compare(whole, broken);

        Assert.True(report.IsIncomplete);
        Assert.Equal(Verdict.Breaking, report.Worst);
        Assert.Contains("the new schema can't be compared in full: new.json(3,1)", Assert.Single(report.Findings).Message);
        Assert.Contains("this is no verdict", Write(w => TextReport.Write(report, Context, w)));
        Assert.Contains("this is no verdict", Write(w => MarkdownReport.Write(report, Context, w)));
    }

    private static string Write(Action<TextWriter> write)
    {
        var text = new StringWriter { NewLine = "\n" };
        write(text);
        return text.ToString();
    }
}
