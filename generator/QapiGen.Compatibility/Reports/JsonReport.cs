using System;
using System.IO;
using QapiGen.Compatibility.Findings;

namespace QapiGen.Compatibility.Reports;

/// <summary>Writes findings as a JSON array, for programs. Its members are part of the tool's contract.</summary>
public static class JsonReport
{
    /// <summary>Writes a report.</summary>
    /// <remarks>
    /// Each object has <c>rule</c>, <c>verdict</c>, <c>direction</c>, <c>path</c>, <c>message</c>, <c>reachedFrom</c>, <c>old</c> and
    /// <c>new</c>, the last two as <c>file:line</c> or null.
    /// </remarks>
    public static void Write(CompatibilityReport report, TextWriter writer)
    {
        _ = report ?? throw new ArgumentNullException(nameof(report));
        _ = writer ?? throw new ArgumentNullException(nameof(writer));
        JsonText json = new JsonText().BeginArray();
        foreach (CompatibilityFinding finding in report.Findings)
        {
            json.BeginObject()
                .String("rule", finding.Rule.Id)
                .String("verdict", ReportWords.Of(finding.Verdict))
                .String("direction", ReportWords.Of(finding.Direction))
                .String("path", finding.Path)
                .String("message", finding.Text)
                .Strings("reachedFrom", finding.ReachedFrom)
                .String("old", ReportWords.Of(finding.Old))
                .String("new", ReportWords.Of(finding.New))
                .EndObject();
        }

        writer.WriteLine(json.EndArray());
    }
}
