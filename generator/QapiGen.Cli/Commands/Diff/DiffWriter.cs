using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Reports;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Writes comparisons in the form asked for: texts one after the other, for programs as one.</summary>
internal static class DiffWriter
{
    /// <summary>Writes them.</summary>
    public static void Write(IReadOnlyList<DiffComparison> comparisons, IReadOnlyList<string> notes, DiffFormat format, bool listsAll, CliEnvironment environment)
    {
        TextWriter output = environment.Output;
        DiffComparison[] shown = comparisons.Where(comparison => !comparison.IsLeftOut || comparison.Report.Findings.Count > 0).ToArray();
        if (format is DiffFormat.Text or DiffFormat.Changelog)
        {
            // People have read it on the other stream; and it is no news.
            shown = shown.Where(comparison => !comparison.IsLeftOut || comparison.Report.Findings.Any(finding => !IsLeftOut(finding))).ToArray();
        }
        else if (shown.Length == 0)
        {
            shown = [.. comparisons];
        }

        ArtifactPlaces places = RepositoryRoot.Places(environment.Files, comparisons.Select(static c => c.New.File?.Path).Concat(comparisons.Select(static c => c.Old.File?.Path)));
        ReportedComparison[] reported = shown.Select(comparison => Describe(comparison, listsAll, places, environment)).ToArray();
        switch (format)
        {
            case DiffFormat.Json:
                JsonReport.WriteFindings(reported, output);
                break;
            case DiffFormat.JsonReport:
                JsonReport.Write(reported, output, notes);
                break;
            case DiffFormat.Sarif:
                SarifReport.Write(reported, output, notes);
                break;
            case DiffFormat.Changelog:
                ChangelogReport.Write(reported, output);
                break;
            default:
                WriteTexts(reported, format, output);
                break;
        }
    }

    /// <summary>Says what was left out and why, a line each, whatever form the result has; and what a form doesn't show though the exit code may be due to it.</summary>
    public static void WriteWarnings(IEnumerable<DiffComparison> comparisons, DiffFormat format, CliEnvironment environment)
    {
        foreach (DiffComparison comparison in comparisons)
        {
            foreach (CompatibilityFinding finding in comparison.Report.Findings)
            {
                if (IsLeftOut(finding) || (format == DiffFormat.Changelog && finding.Verdict > Verdict.Compatible && !ChangelogReport.IsNews(finding)))
                {
                    string level = finding.Verdict == Verdict.Breaking && !IsLeftOut(finding)
                        ? Ansi.Paint("error", AnsiStyle.Red, environment.ColorsError)
                        : Ansi.Paint("warning", AnsiStyle.Yellow, environment.ColorsError);
                    environment.Error.WriteLine($"{PlaceOf(finding, comparison)}: {level} {finding.Rule.Id}: {TerminalText.Escape(finding.Message)}");
                }
            }
        }
    }

    private static string PlaceOf(CompatibilityFinding finding, DiffComparison comparison) =>
        (finding.New ?? finding.Old) is SchemaLocation location ? DiagnosticWriter.Format(location)
        : TerminalText.Escape(finding.Path.Length > 0 ? finding.Path : $"{comparison.Old.Name} → {comparison.New.Name}");

    private static bool IsLeftOut(CompatibilityFinding finding) => finding.Rule.Id is RootLeftOut.Id or ReleaseLeftOut.Id;

    private static void WriteTexts(ReportedComparison[] comparisons, DiffFormat format, TextWriter output)
    {
        foreach (ReportedComparison comparison in comparisons)
        {
            if (format == DiffFormat.Markdown)
            {
                MarkdownReport.Write(comparison.Report, comparison.Context, output);
            }
            else
            {
                TextReport.Write(comparison.Report, comparison.Context, output);
            }

            if (comparisons.Length > 1)
            {
                output.WriteLine();
            }
        }
    }

    private static ReportedComparison Describe(DiffComparison comparison, bool listsAll, ArtifactPlaces places, CliEnvironment environment) =>
        new(comparison.Report, new ReportContext(TerminalText.Escape(comparison.Old.Name), TerminalText.Escape(comparison.New.Name), ToolVersion.Text)
        {
            NewRoot = comparison.New.Schema is { IsIntrospection: false } ? comparison.New.File : null,
            AnyFile = comparison.New.File ?? comparison.Old.File,
            Places = places,
            IsPart = !ReferenceEquals(comparison.New.Schema, comparison.New.Schema?.Whole),
            HasColors = environment.ColorsOutput,
            ListsCompatible = listsAll,
        });
}
