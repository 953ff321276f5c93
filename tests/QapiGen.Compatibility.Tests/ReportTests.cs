using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Reports;
using QapiGen.Compatibility.Wire;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class ReportTests
{
    private static readonly ReportContext Context = new("old.json", "new.json", "1.2.3");

    private static readonly CompatibilityReport Report = SchemaComparer.Compare(
        WireSchema.FromModel(Schemas.Bind("{ 'command': 'a' }\n{ 'command': 'b', 'data': { 'x': 'int' } }", "old.json")),
        WireSchema.FromModel(Schemas.Bind("{ 'command': 'b',\n  'data': { 'x': 'str', '*y': 'int' } }", "new.json")));

    [Fact]
    public void Json_has_the_members_of_the_contract()
    {
        using JsonDocument json = JsonDocument.Parse(Write(w => JsonReport.Write(Report, w)));

        JsonElement[] findings = json.RootElement.EnumerateArray().ToArray();
        Assert.Equal(3, findings.Length);
        Assert.All(findings, f => Assert.Equal(
            ["rule", "verdict", "direction", "path", "message", "reachedFrom", "old", "new"], f.EnumerateObject().Select(p => p.Name)));
        JsonElement removed = findings.Single(f => f.GetProperty("rule").GetString() == "QAPI3101");
        Assert.Equal("breaking", removed.GetProperty("verdict").GetString());
        Assert.Equal("send", removed.GetProperty("direction").GetString());
        Assert.Equal("a", removed.GetProperty("path").GetString());
        Assert.Equal("old.json:1", removed.GetProperty("old").GetString());
        Assert.Equal(JsonValueKind.Null, removed.GetProperty("new").ValueKind);
        JsonElement changed = findings.Single(f => f.GetProperty("rule").GetString() == "QAPI3401");
        Assert.Equal("b.x", changed.GetProperty("path").GetString());
        Assert.Equal("old.json:2", changed.GetProperty("old").GetString());
        Assert.Equal("new.json:2", changed.GetProperty("new").GetString());
        Assert.Equal("b", changed.GetProperty("reachedFrom")[0].GetString());
    }

    [Fact]
    public void Json_of_no_findings_is_an_empty_array() =>
        Assert.Equal("[]\n", Write(w => JsonReport.Write(new CompatibilityReport([], CompatibilityProfile.Full), w)));

    [Fact]
    public void Sarif_names_rules_levels_and_both_places()
    {
        using JsonDocument json = JsonDocument.Parse(Write(w => SarifReport.Write(Report, Context, w)));

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
