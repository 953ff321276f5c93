using System;
using System.Collections.Generic;
using System.IO;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>Writes findings as JSON, for programs: alone, or with all that was compared and counted. Members are part of the tool's contract, as
/// <c>diff.schema.json</c> has it.</summary>
public static class JsonReport
{
    /// <summary>Version of the form: a member may be added under the same number.</summary>
    public const int FormatVersion = 1;

    /// <summary>Writes the findings of all comparisons as one array; each says which comparison it belongs to.</summary>
    public static void WriteFindings(IReadOnlyList<ReportedComparison> comparisons, TextWriter writer)
    {
        _ = comparisons ?? throw new ArgumentNullException(nameof(comparisons));
        _ = writer ?? throw new ArgumentNullException(nameof(writer));
        JsonText json = new JsonText().BeginArray();
        foreach (ReportedComparison comparison in comparisons)
        {
            WriteFindings(comparison, json);
        }

        writer.WriteLine(json.EndArray());
    }

    /// <summary>Writes comparisons: their sides, counts and findings.</summary>
    /// <param name="comparisons">The comparisons.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="notes">What else is to be known, a sentence each; null for nothing.</param>
    /// <exception cref="ArgumentException">There is no comparison.</exception>
    public static void Write(IReadOnlyList<ReportedComparison> comparisons, TextWriter writer, IReadOnlyList<string>? notes = null)
    {
        _ = comparisons ?? throw new ArgumentNullException(nameof(comparisons));
        _ = writer ?? throw new ArgumentNullException(nameof(writer));
        if (comparisons.Count == 0)
        {
            throw new ArgumentException("There is no comparison.", nameof(comparisons));
        }

        JsonText json = new JsonText().BeginObject()
            .Number("formatVersion", FormatVersion)
            .BeginObject("tool").String("name", "qapigen").String("version", comparisons[0].Context.ToolVersion).EndObject()
            .String("profile", ReportWords.Of(comparisons[0].Report.Profile))
            .BeginArray("comparisons");
        foreach (ReportedComparison comparison in comparisons)
        {
            Write(comparison, json);
        }

        WriteNotes(notes, json.EndArray());
        writer.WriteLine(json.EndObject());
    }

    /// <summary>Writes how many findings there are of each verdict, as member <c>counts</c>.</summary>
    internal static void WriteCounts(CompatibilityReport report, JsonText json) => json
        .BeginObject("counts")
        .Number("breaking", report.Count(Verdict.Breaking))
        .Number("risky", report.Count(Verdict.Risky))
        .Number("compatible", report.Count(Verdict.Compatible))
        .EndObject();

    /// <summary>Writes what else is to be known, as member <c>notes</c>.</summary>
    internal static void WriteNotes(IReadOnlyList<string>? notes, JsonText json)
    {
        json.BeginArray("notes");
        foreach (string note in notes ?? [])
        {
            json.String(null, note);
        }

        json.EndArray();
    }

    private static void Write(ReportedComparison comparison, JsonText json)
    {
        CompatibilityReport report = comparison.Report;
        json.BeginObject()
            .BeginObject("old").String("name", comparison.Context.OldName).EndObject()
            .BeginObject("new").String("name", comparison.Context.NewName).EndObject()
            .Boolean("isIncomplete", report.IsIncomplete);
        WriteCounts(report, json);
        json.BeginArray("findings");
        WriteFindings(comparison, json);
        json.EndArray().EndObject();
    }

    private static void WriteFindings(ReportedComparison comparison, JsonText json)
    {
        foreach (CompatibilityFinding finding in comparison.Report.Findings)
        {
            Write(finding, comparison, json);
        }
    }

    private static void Write(CompatibilityFinding finding, ReportedComparison comparison, JsonText json)
    {
        json.BeginObject()
            .String("rule", finding.Rule.Id)
            .String("name", finding.Rule.Name)
            .Strings("otherRules", finding.OtherRules)
            .String("verdict", ReportWords.Of(finding.Verdict))
            .String("kind", ReportWords.Of(finding.Kind))
            .String("direction", ReportWords.Of(finding.Direction))
            .String("path", finding.FullPath)
            .Strings("elements", finding.Elements)
            .String("message", finding.Message)
            .String("note", finding.Note)
            .BeginObject("breaks")
            .String("oldClients", ReportWords.Of(finding.Facts.OldClient))
            .String("newClientsOnOldServers", ReportWords.Of(finding.Facts.OldServer))
            .Boolean("callers", (finding.Facts.Source & SourceBreaks.Callers) != 0)
            .Boolean("implementers", (finding.Facts.Source & SourceBreaks.Implementers) != 0)
            .String("text", finding.Victims)
            .EndObject()
            .Boolean("isUnstable", finding.IsUnstable)
            .Strings("reachedFrom", finding.ReachedFrom)
            .String("old", ReportWords.Of(finding.Old))
            .String("new", ReportWords.Of(finding.New))
            .BeginObject("comparison")
            .String("old", comparison.Context.OldName)
            .String("new", comparison.Context.NewName)
            .EndObject();
        Write("place", comparison.PlaceOf(finding), json);
        json.EndObject();
    }

    private static void Write(string name, SchemaLocation? location, JsonText json)
    {
        if (location is null)
        {
            json.String(name, null);
            return;
        }

        json.BeginObject(name)
            .String("file", location.File.Path)
            .Number("line", location.Position.Line)
            .Number("column", location.Position.Column)
            .EndObject();
    }
}
