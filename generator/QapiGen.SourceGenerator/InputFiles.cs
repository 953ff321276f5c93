using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;

namespace QapiGen.SourceGenerator;

/// <summary>Steps from additional files to syntax, as the generator takes them.</summary>
internal static class InputFiles
{
    /// <summary>Says what an additional file is, without reading it; null if it is no schema.</summary>
    public static SchemaInput? Describe(AdditionalText text, AnalyzerConfigOptionsProvider provider)
    {
        AnalyzerConfigOptions options = provider.GetOptions(text);
        return SettingsReader.Kind(options) switch
        {
            "root" => new SchemaInput(text, SchemaPath.Normalize(text.Path), SettingsReader.Read(options), SettingsReader.NameOf(options)),
            "include" => new SchemaInput(text, SchemaPath.Normalize(text.Path), null, SettingsReader.NameOf(options)),
            _ => null,
        };
    }

    /// <summary>The dialects that roots ask for.</summary>
    public static EquatableArray<string> Dialects(IEnumerable<InputFile> files) =>
        new(files.Where(file => file.Root is not null).Select(file => file.Root!.GetDialect().Name).Distinct().OrderBy(name => name, StringComparer.Ordinal).ToArray());

    /// <summary>Parses a file in some dialects.</summary>
    public static ParsedFile Parse(InputFile file, EquatableArray<string> dialects, CancellationToken cancellationToken)
    {
        var documents = new List<SchemaDocument>();
        foreach (string name in dialects)
        {
            if (Dialect.TryParse(name, out Dialect? dialect))
            {
                documents.Add(Parser.Parse(file.File, dialect, cancellationToken));
            }
        }

        return new ParsedFile(file, dialects, new(documents.ToArray()));
    }
}
