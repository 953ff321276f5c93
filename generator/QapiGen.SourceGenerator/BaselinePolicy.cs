using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using QapiGen.Compatibility.Configuration;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>What a project says about comparisons in files: its configuration, and the findings that it accepts.</summary>
/// <param name="Configuration">The configuration's file, or null.</param>
/// <param name="Suppressions">Files with accepted findings.</param>
/// <param name="Shared">Paths of those that lie outside of the project's folder, and may be others' as well.</param>
internal sealed record BaselinePolicy(SchemaFile? Configuration, EquatableArray<SchemaFile> Suppressions, EquatableArray<string> Shared)
{
    private const string ConfigurationKind = "configuration";
    private const string SuppressionsKind = "suppressions";
    private const string SharedKind = "shared-suppressions";

    /// <summary>Reads an additional file that is one of these; null if it isn't.</summary>
    public static (string Kind, SchemaFile File)? Read((AdditionalText Text, AnalyzerConfigOptionsProvider Options) input, CancellationToken cancellationToken)
    {
        string kind = SettingsReader.Kind(input.Options.GetOptions(input.Text));
        return kind is ConfigurationKind or SuppressionsKind or SharedKind
            ? (kind, new SchemaFile(input.Text.Path, input.Text.GetText(cancellationToken)?.ToString() ?? string.Empty))
            : null;
    }

    /// <summary>Puts the files together.</summary>
    public static BaselinePolicy Join(ImmutableArray<(string Kind, SchemaFile File)?> files) => new(
        files.Where(static file => file?.Kind == ConfigurationKind).Select(static file => file!.Value.File).FirstOrDefault(),
        new(files.Where(static file => file?.Kind is SuppressionsKind or SharedKind).Select(static file => file!.Value.File).ToArray()),
        new(files.Where(static file => file?.Kind == SharedKind).Select(static file => file!.Value.File.Path).ToArray()));

    /// <summary>The configuration; empty without a file.</summary>
    public ProjectConfiguration GetConfiguration() => Configuration is null ? ProjectConfiguration.Empty : ProjectConfiguration.Parse(Configuration);

    /// <summary>The file of accepted findings at a path, or null.</summary>
    public SchemaFile? FindSuppressions(string path) =>
        Array.Find(Suppressions.ToArray(), file => SchemaPath.Normalize(file.Path) == SchemaPath.Normalize(path));
}
