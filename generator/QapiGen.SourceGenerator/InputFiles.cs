using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Steps from additional files to syntax, shared by generator and analyzer.</summary>
internal static class InputFiles
{
    // An editor hands over the same texts again and again; each is turned into a file once.
    private static readonly ConditionalWeakTable<SourceText, SchemaFile> Known = new();

    /// <summary>Reads an additional file; null if it is no schema.</summary>
    public static InputFile? Read(AdditionalText text, AnalyzerConfigOptionsProvider provider, CancellationToken cancellationToken)
    {
        AnalyzerConfigOptions options = provider.GetOptions(text);
        string kind = SchemaSettings.Kind(options);
        if (kind is not ("root" or "include") || text.GetText(cancellationToken) is not SourceText content)
        {
            return null;
        }

        SchemaSettings? settings = kind == "root" ? SchemaSettings.Read(options) : null;
        return new InputFile(GetFile(text.Path, content), settings, SchemaSettings.NameOf(options));
    }

    private static SchemaFile GetFile(string path, SourceText content)
    {
        SchemaFile known = Known.GetValue(content, text => new SchemaFile(path, text.ToString()));
        return known.Path == path ? known : new SchemaFile(path, known.Text);
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

    /// <summary>Reads all additional files that are schemas.</summary>
    public static List<InputFile> ReadAll(AnalyzerOptions options, CancellationToken cancellationToken) => options.AdditionalFiles
        .Select(text => Read(text, options.AnalyzerConfigOptionsProvider, cancellationToken))
        .OfType<InputFile>()
        .ToList();

    /// <summary>Parses all files in the dialects that roots among them ask for.</summary>
    public static ImmutableArray<ParsedFile> ParseAll(IReadOnlyCollection<InputFile> files, CancellationToken cancellationToken)
    {
        EquatableArray<string> dialects = Dialects(files);
        return files.Select(file => Parse(file, dialects, cancellationToken)).ToImmutableArray();
    }
}
