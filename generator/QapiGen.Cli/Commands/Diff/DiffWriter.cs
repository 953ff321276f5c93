using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Cli.Hosting;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;
using QapiGen.Compatibility.Reports;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Writes reports in the form asked for.</summary>
internal static class DiffWriter
{
    /// <summary>Writes one report.</summary>
    public static void Write(CompatibilityReport report, string old, string @new, DiffFormat format, bool listsAll, CliEnvironment environment)
    {
        var context = new ReportContext(old, @new, CliApplication.Version) { HasColors = environment.ColorsOutput, ListsCompatible = listsAll };
        TextWriter output = environment.Output;
        switch (format)
        {
            case DiffFormat.Json:
                JsonReport.Write(report, output);
                break;
            case DiffFormat.Markdown:
                MarkdownReport.Write(report, context, output);
                break;
            case DiffFormat.Sarif:
                SarifReport.Write(report, context, output);
                break;
            default:
                TextReport.Write(report, context, output);
                break;
        }
    }

    /// <summary>Writes the reports of a history: texts one after the other, for programs all findings as one.</summary>
    public static void Write(IReadOnlyList<HistoryStep> steps, string folder, DiffFormat format, bool listsAll, CliEnvironment environment)
    {
        if (format is DiffFormat.Json or DiffFormat.Sarif)
        {
            var all = new CompatibilityReport(steps.SelectMany(s => s.Report.Findings).ToArray(), steps[0].Report.Profile);
            Write(all, folder, folder, format, listsAll, environment);
            return;
        }

        foreach (HistoryStep step in steps)
        {
            Write(step.Report, step.Old.Text, step.New.Text, format, listsAll, environment);
            environment.Output.WriteLine();
        }
    }
}
