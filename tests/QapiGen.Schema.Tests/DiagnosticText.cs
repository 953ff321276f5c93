using System.Collections.Generic;
using System.Globalization;
using System.Text;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Tests;

/// <summary>Diagnostics as lines of text, for comparison.</summary>
internal static class DiagnosticText
{
    /// <summary>One line per diagnostic, its include chain before it and related places after it.</summary>
    public static string Format(IEnumerable<SchemaDiagnostic> diagnostics)
    {
        var text = new StringBuilder();
        foreach (SchemaDiagnostic diagnostic in diagnostics)
        {
            foreach (SchemaLocation include in diagnostic.IncludeChain)
            {
                text.Append("In file included from ").Append(Place(include)).Append(":\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{Place(diagnostic.Location)}: {Severity(diagnostic.Severity)} {diagnostic.Rule.Id}");
            text.Append(diagnostic.DefinitionLine == diagnostic.Location?.Position.Line ? "" : $" [line {diagnostic.DefinitionLine}]");
            text.Append(CultureInfo.InvariantCulture, $" {diagnostic.Rule.Name}: {diagnostic.Message}\n");
            foreach (RelatedLocation related in diagnostic.Related)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {Place(related.Location)}: {related.Message}\n");
            }
        }

        return text.ToString();
    }

    private static string Place(SchemaLocation? location) => location is null
        ? "-"
        : $"{location.File.Path}({location.Position.Line},{location.Position.Column})";

    private static string Severity(SchemaSeverity severity) => severity switch
    {
        SchemaSeverity.Error => "error",
        SchemaSeverity.Warning => "warning",
        _ => "info",
    };
}
