using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Reports;
using QapiGen.Compatibility.Rules;
using QapiGen.Compatibility.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>Every rule has a folder with a schema before and after, and what a comparison finds.</summary>
public sealed class CorpusTests
{
    private static readonly string Folder = RepositoryPaths.Get("tests", "corpus", "diff");

    // Reported by the history and by the suppression file, which have tests of their own.
    private static readonly string[] Elsewhere = ["QAPI3602", "QAPI3901", "QAPI3902"];

    public static TheoryData<string> Cases =>
        new(Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Comparison_finds_what_was_accepted(string name)
    {
        CompatibilityReport report = Compare(name);
        var text = new StringWriter { NewLine = "\n" };
        TextReport.Write(report, new ReportContext("previous.json", "current.json", "0.0") { ListsCompatible = true }, text);
        Snapshot.Verify(Path.Combine(Folder, name, "expected.verified.txt"), text.ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Folder_named_after_a_rule_shows_it(string name)
    {
        CompatibilityReport report = Compare(name);
        if (name.StartsWith("none-", StringComparison.Ordinal))
        {
            Assert.DoesNotContain(report.Findings, f => f.Direction != Direction.None);
        }
        else if (name.StartsWith("QAPI", StringComparison.Ordinal))
        {
            Assert.Contains(report.Findings, f => f.Rule.Id == name[..8] || f.OtherRules.Contains(name[..8]));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Schema_compared_with_itself_has_no_findings(string name)
    {
        foreach (string file in new[] { "previous.json", "current.json" })
        {
            WireSchema one = WireSchema.FromModel(Schemas.Load(Path.Combine(Folder, name), file));
            WireSchema other = WireSchema.FromModel(Schemas.Load(Path.Combine(Folder, name), file));
            Assert.Empty(SchemaComparer.Compare(one, other).Findings);
        }
    }

    [Fact]
    public void Every_rule_has_a_folder()
    {
        HashSet<string> covered = Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)[..8]).ToHashSet();
        Assert.Empty(CompatibilityRules.All.Select(r => r.Descriptor.Id).Except(covered).Except(Elsewhere));
    }

    [Fact]
    public void Ids_and_names_are_unique_and_well_formed()
    {
        Assert.All(CompatibilityRules.All, rule => Assert.Matches("^QAPI3[1-9][0-9]{2}$", rule.Descriptor.Id));
        Assert.All(CompatibilityRules.All, rule => Assert.Matches("^[a-z]+(-[a-z]+)*$", rule.Descriptor.Name));
        Assert.Equal(CompatibilityRules.All.Count, CompatibilityRules.All.Select(r => r.Descriptor.Id).Distinct().Count());
        Assert.Equal(CompatibilityRules.All.Count, CompatibilityRules.All.Select(r => r.Descriptor.Name).Distinct().Count());
    }

    private static CompatibilityReport Compare(string name)
    {
        string folder = Path.Combine(Folder, name);
        WireSchema old = WireSchema.FromModel(Schemas.Load(folder, "previous.json"));
        WireSchema @new = WireSchema.FromModel(Schemas.Load(folder, "current.json"));
        return SchemaComparer.Compare(old, @new, new CompatibilityOptions
        {
            Profile = IsPolicy(name) ? CompatibilityProfile.Policy : IsStored(name) ? CompatibilityProfile.Stored : CompatibilityProfile.Full,
            NewVersion = "3.0",
        });
    }

    private static bool IsStored(string name) => name.Contains("-stored-", StringComparison.Ordinal);

    private static bool IsPolicy(string name) =>
        string.CompareOrdinal(name, "QAPI3601") >= 0 && string.CompareOrdinal(name, "QAPI3606") < 0;
}
