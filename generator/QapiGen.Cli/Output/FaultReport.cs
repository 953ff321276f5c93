using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QapiGen.Compatibility.Reports;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Output;

/// <summary>Writes faults of schemas for programs: as JSON, or as SARIF 2.1.0 for code hosts.</summary>
internal static class FaultReport
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes JSON, as <c>check.schema.json</c> beside that of <c>qapigen diff</c> has it.</summary>
    public static void WriteJson(IReadOnlyList<CheckedSchema> schemas, TextWriter output) => Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("formatVersion", 1);
        json.WriteStartArray("schemas");
        foreach (CheckedSchema schema in schemas)
        {
            WriteSchema(json, schema);
        }

        json.WriteEndArray();
        json.WriteStartArray("faults");
        foreach ((string root, CheckedFault each) in Faults(schemas))
        {
            SchemaDiagnostic fault = each.Found;
            json.WriteStartObject();
            json.WriteString("root", root);
            json.WriteString("rule", fault.Rule.Id);
            json.WriteString("name", fault.Rule.Name);
            json.WriteString("severity", Level(fault.Severity, "info"));
            json.WriteString("message", fault.Message);
            json.WritePropertyName("place");
            WritePlace(json, root, fault.Location);
            json.WriteStartArray("related");
            foreach (RelatedLocation related in fault.Related)
            {
                json.WriteStartObject();
                json.WriteString("message", related.Message);
                json.WritePropertyName("place");
                WritePlace(json, root, related.Location);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("includedFrom");
            foreach (SchemaLocation include in fault.IncludeChain)
            {
                WritePlace(json, root, include);
            }

            json.WriteEndArray();
            WriteTexts(json, "frameworks", each.Frameworks);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Writes SARIF; with links to the pages of rules if there is a site that has them.</summary>
    public static void WriteSarif(IReadOnlyList<CheckedSchema> schemas, string toolVersion, string? site, ArtifactPlaces places, TextWriter output) => Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "qapigen");
        json.WriteString("semanticVersion", toolVersion);
        json.WriteStartArray("rules");
        foreach (SchemaRule rule in schemas.SelectMany(schema => schema.Faults).Select(fault => fault.Found.Rule).DistinctBy(rule => rule.Id).OrderBy(rule => rule.Id, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("name", rule.Name);
            if (RulePages.Of(rule.Id, site) is { } page)
            {
                json.WriteString("helpUri", page);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "unicodeCodePoints");
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(ArtifactPlaces.BaseId);
        json.WriteString("uri", places.RootUri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteStartArray("schemas");
        foreach (CheckedSchema schema in schemas)
        {
            WriteSchema(json, schema);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("results");
        foreach ((string root, CheckedFault fault) in Faults(schemas))
        {
            WriteResult(json, root, fault, places);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static IEnumerable<(string Root, CheckedFault Fault)> Faults(IEnumerable<CheckedSchema> schemas) =>
        schemas.SelectMany(static schema => schema.Faults, static (schema, fault) => (schema.Root, fault));

    private static void WriteSchema(Utf8JsonWriter json, CheckedSchema schema)
    {
        json.WriteStartObject();
        json.WriteString("root", schema.Root);
        json.WriteNumber("errors", schema.Count(SchemaSeverity.Error));
        json.WriteNumber("warnings", schema.Count(SchemaSeverity.Warning));
        if (schema.Size is { } size)
        {
            json.WriteStartObject("size");
            json.WriteNumber("files", size.Files);
            json.WriteNumber("commands", size.Commands);
            json.WriteNumber("events", size.Events);
            json.WriteNumber("types", size.Types);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("size");
        }

        WriteTexts(json, "notes", schema.Notes);
        WriteTexts(json, "frameworks", schema.Frameworks);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, string root, CheckedFault each, ArtifactPlaces places)
    {
        SchemaDiagnostic fault = each.Found;
        json.WriteStartObject();
        json.WriteString("ruleId", fault.Rule.Id);
        json.WriteString("level", Level(fault.Severity, "note"));
        WriteMessage(json, fault.Message + CheckedSchema.Label(each.Frameworks));
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePhysical(json, root, fault.Location, places);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("relatedLocations");
        foreach ((string text, SchemaLocation place) in fault.Related.Select(static r => (r.Message, r.Location)).Concat(fault.IncludeChain.Select(static i => ("included from here", i))))
        {
            json.WriteStartObject();
            WritePhysical(json, root, place, places);
            WriteMessage(json, text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject("message");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WritePhysical(Utf8JsonWriter json, string root, SchemaLocation? location, ArtifactPlaces places)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", places.UriOf(location?.File.Path ?? root, out bool isBelowRoot));
        if (isBelowRoot)
        {
            json.WriteString("uriBaseId", ArtifactPlaces.BaseId);
        }

        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", location?.Position.Line ?? 1);
        json.WriteNumber("startColumn", location?.Position.Column ?? 1);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, string root, SchemaLocation? location)
    {
        json.WriteStartObject();
        json.WriteString("file", location?.File.Path ?? root);
        json.WriteNumber("line", location?.Position.Line ?? 1);
        json.WriteNumber("column", location?.Position.Column ?? 1);
        json.WriteEndObject();
    }

    private static string Level(SchemaSeverity severity, string least) => severity switch
    {
        SchemaSeverity.Error => "error",
        SchemaSeverity.Warning => "warning",
        _ => least,
    };

    private static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            write(json);
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
