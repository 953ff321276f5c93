using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>Writes what was added, changed, deprecated and removed, for each command and event: a changelog for those who use a schema.</summary>
public static class ChangelogReport
{
    private static readonly (ChangeKind Kind, string Title)[] Sections =
        [(ChangeKind.Added, "Added"), (ChangeKind.Changed, "Changed"), (ChangeKind.Deprecated, "Deprecated"), (ChangeKind.Removed, "Removed")];

    /// <summary>Whether a finding is in a changelog. What shows in C# or in no message at all is nobody's news; nor is what is wrong with the comparison.</summary>
    public static bool IsNews(CompatibilityFinding finding) =>
        (finding ?? throw new ArgumentNullException(nameof(finding))).Direction != Direction.None && finding.ReachedFrom.Count > 0;

    /// <summary>Writes comparisons, a heading each; the newest first.</summary>
    public static void Write(IReadOnlyList<ReportedComparison> comparisons, TextWriter writer)
    {
        _ = comparisons ?? throw new ArgumentNullException(nameof(comparisons));
        _ = writer ?? throw new ArgumentNullException(nameof(writer));
        writer.WriteLine("# Changelog");
        foreach (ReportedComparison comparison in comparisons.Reverse())
        {
            writer.WriteLine();
            writer.WriteLine($"## {MarkdownText.Escape(comparison.Context.NewName)}");
            writer.WriteLine();
            writer.WriteLine($"Since {MarkdownText.Escape(comparison.Context.OldName)}.");
            Write(comparison.Report, comparison.Context, writer);
        }
    }

    private static void Write(CompatibilityReport report, ReportContext context, TextWriter writer)
    {
        // What was accepted breaks no build, but whom it breaks all the same reads this.
        var accepted = new HashSet<CompatibilityFinding>(report.Accepted);
        CompatibilityFinding[] shown = report.Findings.Concat(report.Accepted).Where(IsNews).ToArray();
        if (report.IsIncomplete || shown.Length == 0)
        {
            writer.WriteLine();
            writer.WriteLine(report.IsIncomplete ? "**The comparison is incomplete.**"
                : context.IsPart || report.Profile != CompatibilityProfile.Full ? "Nothing changed of what was looked at."
                : "Nothing changed on the wire.");
        }

        foreach ((ChangeKind kind, string title) in Sections)
        {
            CompatibilityFinding[] findings = shown.Where(finding => finding.Kind == kind).ToArray();
            if (findings.Length > 0)
            {
                writer.WriteLine();
                writer.WriteLine($"### {title}");
                writer.WriteLine();
                Write(findings, accepted, writer);
            }
        }
    }

    private static void Write(CompatibilityFinding[] findings, HashSet<CompatibilityFinding> accepted, TextWriter writer)
    {
        foreach (IGrouping<string, CompatibilityFinding> users in findings.GroupBy(Users, StringComparer.Ordinal))
        {
            CompatibilityFinding first = users.First();
            if (users.Count() == 1 && first.ReachedFrom.Count == 1 && first.ReachedFrom[0] == first.Path)
            {
                writer.WriteLine($"- {users.Key}: {Text(first, accepted.Contains(first))}");
                continue;
            }

            writer.WriteLine($"- {users.Key}");
            foreach (CompatibilityFinding finding in users)
            {
                writer.WriteLine($"  - {Text(finding, accepted.Contains(finding))}");
            }
        }
    }

    // All of them: who uses the last one has no other place to look.
    private static string Users(CompatibilityFinding finding) => string.Join(", ", finding.ReachedFrom.Select(MarkdownText.Code));

    private static string Text(CompatibilityFinding finding, bool isAccepted)
    {
        string remark = (finding.Verdict == Verdict.Breaking, isAccepted) switch
        {
            (true, true) => " **(breaking, accepted)**",
            (true, false) => " **(breaking)**",
            (false, true) => " (accepted)",
            _ => string.Empty,
        };
        return MarkdownText.Escape(finding.Message) + remark;
    }
}
