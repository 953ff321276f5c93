using System;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>Writes findings for a person at a terminal: the gravest first, then what each is about.</summary>
public sealed class TextReport
{
    private const string Reset = "\u001b[0m";

    private readonly TextWriter _writer;
    private readonly ReportContext _context;

    private TextReport(TextWriter writer, ReportContext context)
    {
        _writer = writer;
        _context = context;
    }

    /// <summary>Writes a report.</summary>
    public static void Write(CompatibilityReport report, ReportContext context, TextWriter writer) =>
        new TextReport(
            writer ?? throw new ArgumentNullException(nameof(writer)),
            context ?? throw new ArgumentNullException(nameof(context))).Write(report ?? throw new ArgumentNullException(nameof(report)));

    private void Write(CompatibilityReport report)
    {
        _writer.WriteLine($"{_context.OldName} → {_context.NewName}");
        WriteGroup(report, Verdict.Breaking, "\u001b[31m");
        WriteGroup(report, Verdict.Risky, "\u001b[33m");
        if (_context.ListsCompatible)
        {
            WriteGroup(report, Verdict.Compatible, "\u001b[32m");
        }
        else
        {
            WriteCounts(report);
        }

        _writer.WriteLine();
        _writer.WriteLine(report.IsIncomplete
            ? "The comparison is incomplete: this is no verdict."
            : $"{report.Count(Verdict.Breaking)} breaking, {report.Count(Verdict.Risky)} risky, {report.Count(Verdict.Compatible)} compatible"
                + $" (profile {ReportWords.Of(report.Profile)})");
    }

    private void WriteGroup(CompatibilityReport report, Verdict verdict, string color)
    {
        int count = report.Count(verdict);
        if (count == 0)
        {
            return;
        }

        _writer.WriteLine();
        _writer.WriteLine(Colored($"{ReportWords.Of(verdict).ToUpperInvariant()} ({count})", color));
        foreach (CompatibilityFinding finding in report.Findings.Where(f => f.Verdict == verdict))
        {
            WriteFinding(finding, color);
        }
    }

    private void WriteFinding(CompatibilityFinding finding, string color)
    {
        string also = finding.OtherRules.Count == 0 ? string.Empty : $" (also {string.Join(", ", finding.OtherRules)})";
        _writer.WriteLine();
        _writer.WriteLine($"  {Colored(finding.Rule.Id, color)}{(finding.Path.Length == 0 ? string.Empty : " ")}{finding.FullPath}: {finding.Message}{also}");
        WriteDetail("all", finding.Elements.Count > 4 && _context.ListsCompatible ? string.Join(", ", finding.Elements) : null);
        WriteDetail("note", finding.Note);
        WriteDetail("breaks", finding.Victims);
        if (finding.Direction != Direction.None)
        {
            WriteDetail(ReportWords.Of(finding.Direction), ReportWords.Some(finding.ReachedFrom));
        }

        WriteDetail("old", Place(finding.Old));
        WriteDetail("new", Place(finding.New));
    }

    // A file's name may have line breaks, and would forge lines of the report.
    private static string? Place(SchemaLocation? location) => ReportWords.Of(location) is { } place ? SafeText.Escape(place) : null;

    private void WriteDetail(string label, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _writer.WriteLine($"    {label + ":",-9}{text}");
        }
    }

    private void WriteCounts(CompatibilityReport report)
    {
        var counts = report.Findings.Where(f => f.Verdict == Verdict.Compatible)
            .GroupBy(f => f.Rule.Id, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        if (counts.Length == 0)
        {
            return;
        }

        _writer.WriteLine();
        _writer.WriteLine(Colored($"COMPATIBLE ({counts.Sum(g => g.Count())})", "\u001b[32m"));
        foreach (IGrouping<string, CompatibilityFinding> group in counts)
        {
            _writer.WriteLine($"  {group.Count(),4} × {group.Key} {group.First().Rule.Name}");
        }
    }

    private string Colored(string text, string color) => _context.HasColors ? color + text + Reset : text;
}
