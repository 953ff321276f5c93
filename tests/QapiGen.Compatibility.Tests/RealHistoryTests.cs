using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Rules;
using QapiGen.Compatibility.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>QEMU's own history: what changed between its releases, counted by rule in the documentation.</summary>
public sealed class RealHistoryTests
{
    private const string Begin = "<!-- counts: begin -->";
    private const string End = "<!-- counts: end -->";

    private static readonly (string Name, string Root)[] Programs =
        [("emulator", "qapi/qapi-schema.json"), ("daemon", "storage-daemon/qapi/qapi-schema.json"), ("agent", "qga/qapi-schema.json")];

    private static readonly (string Old, string New)[] Steps = [("5.2", "7.2"), ("7.2", "10.2")];

    [QemuSchemasFact]
    public void Counts_in_the_documentation_are_those_of_a_comparison()
    {
        string path = RepositoryPaths.Get("generator", "compatibility.md");
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        string table = "\n" + Table();
        if (Snapshot.IsAccepting)
        {
            File.WriteAllText(path, page[..begin] + table + page[end..]);
            return;
        }

        Assert.Equal(table, page[begin..end]);
    }

    [QemuSchemasFact]
    public void Release_compared_with_itself_has_no_findings()
    {
        foreach ((_, string root) in Programs)
        {
            Assert.Empty(SchemaComparer.Compare(Load("10.2", root), Load("10.2", root)).Findings);
        }
    }

    [QemuSchemasFact]
    public void Path_and_place_of_every_finding_are_known()
    {
        foreach ((string old, string @new) in Steps)
        {
            foreach ((_, string root) in Programs)
            {
                Assert.All(SchemaComparer.Compare(Load(old, root), Load(@new, root)).Findings, finding =>
                {
                    Assert.NotEmpty(finding.Path);
                    Assert.NotNull(finding.Old ?? finding.New);
                    Assert.True(finding.Direction == Direction.None || finding.ReachedFrom.Count > 0);
                });
            }
        }
    }

    private static WireSchema Load(string release, string root) =>
        WireSchema.FromModel(Schemas.Load(Path.GetDirectoryName(QemuSchemas.PathOf(release, root))!, Path.GetFileName(root)));

    private static string Table()
    {
        var columns = new List<(string Title, Dictionary<string, int> Counts)>();
        foreach ((string name, string root) in Programs)
        {
            foreach ((string old, string @new) in Steps)
            {
                CompatibilityReport report = SchemaComparer.Compare(Load(old, root), Load(@new, root));
                columns.Add(($"{name} {old} → {@new}", Count(report)));
            }
        }

        var text = new StringBuilder();
        text.Append("| rule | ").AppendJoin(" | ", columns.Select(c => c.Title)).Append(" |\n|--|").Append(string.Concat(columns.Select(_ => "--:|"))).Append('\n');
        foreach (string verdict in new[] { "breaking", "risky", "compatible" })
        {
            AppendRow(text, $"**{verdict}**", columns.Select(c => c.Counts.GetValueOrDefault(verdict)));
        }

        foreach (CompatibilityRule rule in CompatibilityRules.All)
        {
            int[] row = columns.Select(c => c.Counts.GetValueOrDefault(rule.Descriptor.Id)).ToArray();
            if (row.Any(n => n > 0))
            {
                AppendRow(text, $"{rule.Descriptor.Id} {rule.Descriptor.Name}", row);
            }
        }

        return text.ToString();
    }

    private static Dictionary<string, int> Count(CompatibilityReport report)
    {
        Dictionary<string, int> counts = report.Findings.GroupBy(f => f.Rule.Id).ToDictionary(g => g.Key, g => g.Count());
        counts["breaking"] = report.Count(Verdict.Breaking);
        counts["risky"] = report.Count(Verdict.Risky);
        counts["compatible"] = report.Count(Verdict.Compatible);
        return counts;
    }

    private static void AppendRow(StringBuilder text, string title, IEnumerable<int> cells) =>
        text.Append("| ").Append(title).Append(" | ")
            .AppendJoin(" | ", cells.Select(n => n == 0 ? "" : n.ToString(CultureInfo.InvariantCulture))).Append(" |\n");
}
