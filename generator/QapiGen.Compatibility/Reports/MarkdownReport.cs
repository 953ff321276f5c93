using System;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>Writes findings as a list of changes that can be published.</summary>
public static class MarkdownReport
{
    /// <summary>Writes a report.</summary>
    public static void Write(CompatibilityReport report, ReportContext context, TextWriter writer)
    {
        _ = report ?? throw new ArgumentNullException(nameof(report));
        _ = context ?? throw new ArgumentNullException(nameof(context));
        _ = writer ?? throw new ArgumentNullException(nameof(writer));
        writer.WriteLine($"# Changes from {MarkdownText.Escape(context.OldName)} to {MarkdownText.Escape(context.NewName)}");
        writer.WriteLine();
        writer.WriteLine(report.IsIncomplete
            ? "**The comparison is incomplete: this is no verdict.**"
            : $"{report.Count(Verdict.Breaking)} breaking, {report.Count(Verdict.Risky)} risky, {report.Count(Verdict.Compatible)} compatible.");
        WriteGroup(report, Verdict.Breaking, "Breaking", writer);
        WriteGroup(report, Verdict.Risky, "Risky", writer);
        WriteGroup(report, Verdict.Compatible, "Compatible", writer);
    }

    private static void WriteGroup(CompatibilityReport report, Verdict verdict, string title, TextWriter writer)
    {
        CompatibilityFinding[] findings = report.Findings.Where(f => f.Verdict == verdict).ToArray();
        if (findings.Length == 0)
        {
            return;
        }

        writer.WriteLine();
        writer.WriteLine($"## {title}");
        foreach (IGrouping<string, CompatibilityFinding> rule in
            findings.GroupBy(f => f.Rule.Id, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            writer.WriteLine();
            writer.WriteLine($"### {rule.Key} {rule.First().Rule.Name}");
            writer.WriteLine();
            foreach (CompatibilityFinding finding in rule)
            {
                writer.WriteLine(Line(finding));
            }
        }
    }

    private static string Line(CompatibilityFinding finding)
    {
        string victims = finding.Victims;
        string breaks = victims.Length == 0 ? string.Empty : $" *Breaks {victims}.*";
        bool isElsewhere = finding.ReachedFrom.Any(r => r != finding.Path);
        string reached = isElsewhere ? $" Reached from {ReportWords.Some(finding.ReachedFrom.Select(MarkdownText.Code).ToArray())}." : string.Empty;
        string path = finding.Path.Length == 0 ? string.Empty : $"{MarkdownText.Code(finding.FullPath)}: ";
        return $"- {path}{MarkdownText.Escape(finding.Text)}.{breaks}{reached}";
    }
}
