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
    public static void Write(IReadOnlyList<DiffComparison> comparisons, DiffFormat format, bool listsAll, CliEnvironment environment)
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

        ReportedComparison[] reported = shown.Select(comparison => Describe(comparison, listsAll, environment)).ToArray();
        switch (format)
        {
            case DiffFormat.Json:
                JsonReport.WriteFindings(reported, output);
                break;
            case DiffFormat.JsonReport:
                JsonReport.Write(reported, output);
                break;
            case DiffFormat.Sarif:
                SarifReport.Write(reported, output);
                break;
            case DiffFormat.Changelog:
                ChangelogReport.Write(reported, output);
                break;
            default:
                WriteTexts(reported, format, output);
                break;
        }
    }

    /// <summary>Says what was left out and why, a warning each, whatever form the result has.</summary>
    public static void WriteLeftOut(IEnumerable<DiffComparison> comparisons, CliEnvironment environment)
    {
        foreach (CompatibilityFinding finding in comparisons.SelectMany(comparison => comparison.Report.Findings).Where(IsLeftOut))
        {
            string place = (finding.New ?? finding.Old) is SchemaLocation location ? DiagnosticWriter.Format(location) : TerminalText.Escape(finding.Path);
            string warning = Ansi.Paint("warning", AnsiStyle.Yellow, environment.ColorsError);
            environment.Error.WriteLine($"{place}: {warning} {finding.Rule.Id}: {TerminalText.Escape(finding.Message)}");
        }
    }

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

    private static ReportedComparison Describe(DiffComparison comparison, bool listsAll, CliEnvironment environment) =>
        new(comparison.Report, new ReportContext(TerminalText.Escape(comparison.Old.Name), TerminalText.Escape(comparison.New.Name), ToolVersion.Text)
        {
            NewRoot = comparison.New.Schema is { IsIntrospection: false } ? comparison.New.File : null,
            AnyFile = comparison.New.File ?? comparison.Old.File,
            Places = RepositoryRoot.Places(environment.Files),
            HasColors = environment.ColorsOutput,
            ListsCompatible = listsAll,
        });
}
