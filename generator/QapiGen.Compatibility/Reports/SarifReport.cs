using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>Writes findings as SARIF 2.1.0, for code hosts that annotate pull requests.</summary>
public static class SarifReport
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>Writes comparisons; each result says which one it belongs to.</summary>
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
            .String("$schema", Schema)
            .String("version", "2.1.0")
            .BeginArray("runs").BeginObject();
        WriteTool(json, comparisons);
        json.String("columnKind", "unicodeCodePoints");
        if (comparisons[0].Context.Places is ArtifactPlaces places)
        {
            json.BeginObject("originalUriBaseIds").BeginObject(ArtifactPlaces.BaseId).String("uri", places.RootUri).EndObject().EndObject();
        }

        WriteSides(json, comparisons, notes);
        json.BeginArray("results");
        foreach (ReportedComparison comparison in comparisons)
        {
            foreach (CompatibilityFinding finding in comparison.Report.Findings)
            {
                WriteResult(json, finding, comparison);
            }
        }

        writer.WriteLine(json.EndArray().EndObject().EndArray().EndObject());
    }

    private static void WriteTool(JsonText json, IReadOnlyList<ReportedComparison> comparisons)
    {
        json.BeginObject("tool").BeginObject("driver")
            .String("name", "qapigen")
            .String("semanticVersion", comparisons[0].Context.ToolVersion)
            .BeginArray("rules");
        foreach (SchemaRule rule in comparisons.SelectMany(c => c.Report.Findings).Select(f => f.Rule).Distinct().OrderBy(r => r.Id, StringComparer.Ordinal))
        {
            json.BeginObject().String("id", rule.Id).String("name", rule.Name);
            if (RulePages.Of(rule.Id, comparisons[0].Context.Site) is { } page)
            {
                json.String("helpUri", page);
            }

            json.EndObject();
        }

        json.EndArray().EndObject().EndObject();
    }

    // SARIF has no place of its own for what was compared and counted.
    private static void WriteSides(JsonText json, IReadOnlyList<ReportedComparison> comparisons, IReadOnlyList<string>? notes)
    {
        json.BeginObject("properties")
            .String("profile", ReportWords.Of(comparisons[0].Report.Profile))
            .BeginArray("comparisons");
        foreach (ReportedComparison comparison in comparisons)
        {
            json.BeginObject()
                .String("old", comparison.Context.OldName)
                .String("new", comparison.Context.NewName)
                .Boolean("isIncomplete", comparison.Report.IsIncomplete);
            JsonReport.WriteCounts(comparison.Report, json);
            json.EndObject();
        }

        JsonReport.WriteNotes(notes, json.EndArray());
        json.EndObject();
    }

    private static void WriteResult(JsonText json, CompatibilityFinding finding, ReportedComparison comparison)
    {
        json.BeginObject()
            .String("ruleId", finding.Rule.Id)
            .String("level", Level(finding.Verdict))
            .BeginObject("message").String("text", finding.Message).EndObject();
        WriteLocations(json, finding, comparison.PlaceOf(finding), comparison.Context);
        json.BeginObject("properties")
            .String("old", comparison.Context.OldName)
            .String("new", comparison.Context.NewName)
            .String("verdict", ReportWords.Of(finding.Verdict))
            .String("direction", ReportWords.Of(finding.Direction))
            .String("path", finding.FullPath)
            .Strings("elements", finding.Elements)
            .String("note", finding.Note)
            .Strings("reachedFrom", finding.ReachedFrom)
            .Strings("alsoRules", finding.OtherRules)
            .Strings("breaks", finding.VictimList)
            .Boolean("isUnstable", finding.IsUnstable)
            .EndObject().EndObject();
    }

    private static void WriteLocations(JsonText json, CompatibilityFinding finding, SchemaLocation? place, ReportContext context)
    {
        ArtifactPlaces? places = context.Places;
        json.BeginArray("locations").BeginObject();
        if (place is SchemaLocation main)
        {
            WritePlace(json, main, places);
        }
        else
        {
            // Code hosts refuse a result without a file, and a URI that isn't one of a file.
            WritePlace(json, ArtifactPlaces.PathOf(context.NewName), isBelowRoot: places is not null, new LinePosition(1, 1), new LinePosition(1, 1));
        }

        json.BeginArray("logicalLocations").BeginObject().String("fullyQualifiedName", finding.FullPath).EndObject().EndArray()
            .EndObject().EndArray();
        if (finding.Old is SchemaLocation old && !ReferenceEquals(old, place))
        {
            json.BeginArray("relatedLocations").BeginObject();
            WritePlace(json, old, places);
            json.BeginObject("message").String("text", "the old schema").EndObject().EndObject().EndArray();
        }
    }

    private static void WritePlace(JsonText json, SchemaLocation location, ArtifactPlaces? places)
    {
        bool isBelowRoot = false;
        string uri = places?.UriOf(location.File.Path, out isBelowRoot) ?? ArtifactPlaces.Escape(location.File.Path);
        WritePlace(json, uri, isBelowRoot, location.Position, location.File.GetPosition(location.Span.End));
    }

    private static void WritePlace(JsonText json, string uri, bool isBelowRoot, LinePosition start, LinePosition end)
    {
        json.BeginObject("physicalLocation")
            .BeginObject("artifactLocation").String("uri", uri);
        if (isBelowRoot)
        {
            json.String("uriBaseId", ArtifactPlaces.BaseId);
        }

        json.EndObject()
            .BeginObject("region")
            .Number("startLine", start.Line)
            .Number("startColumn", start.Column)
            .Number("endLine", end.Line)
            .Number("endColumn", end.Column)
            .EndObject().EndObject();
    }

    private static string Level(Verdict verdict) => verdict switch
    {
        Verdict.Breaking => "error",
        Verdict.Risky => "warning",
        _ => "note",
    };
}
