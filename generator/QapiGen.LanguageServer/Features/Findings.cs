using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>What is wrong with the files of all roots.</summary>
internal static class Findings
{
    /// <summary>Where findings come from, for the user.</summary>
    public const string Source = "qapigen";

    private const int Error = 1;
    private const int Warning = 2;
    private const int Information = 3;

    /// <summary>The findings of each file that a root with an open document includes, by path; a file without any has an empty list.</summary>
    public static SortedDictionary<string, Diagnostic[]> Find(RequestScope scope) => Find(scope, scope.Snapshot.Roots);

    /// <summary>The findings of each file that some roots include.</summary>
    public static SortedDictionary<string, Diagnostic[]> Find(RequestScope scope, IEnumerable<RootSnapshot> roots)
    {
        var found = new SortedDictionary<string, List<Diagnostic>>(StringComparer.Ordinal);
        var seen = new HashSet<(string Path, SourceSpan Span, string Id, string Message)>();
        foreach (RootSnapshot root in roots)
        {
            foreach (string path in root.Outlines.Keys)
            {
                found.TryAdd(path, []);
            }

            foreach (SchemaDiagnostic diagnostic in DocumentUri.IsWritten(root.Settings.Path) ? root.Diagnostics : default)
            {
                SchemaLocation place = diagnostic.Location ?? new SchemaLocation(root.Loaded.Root.Document.File, default);
                if (found.TryGetValue(place.File.Path, out List<Diagnostic>? list) && seen.Add((place.File.Path, place.Span, diagnostic.Rule.Id, diagnostic.Message)))
                {
                    list.Add(Create(scope, place, diagnostic, SeverityOf(diagnostic, root)));
                }
            }
        }

        foreach ((SchemaLocation place, Diagnostic finding) in ProjectFindings.Find(scope, roots))
        {
            if (seen.Add((place.File.Path, place.Span, finding.Code, finding.Message)))
            {
                found.TryAdd(place.File.Path, []);
                found[place.File.Path].Add(finding);
            }
        }

        // A client that has one open waits for its findings.
        foreach (string path in scope.Snapshot.State.Open.Keys.Where(WorkspaceState.IsConfiguration))
        {
            found.TryAdd(path, []);
        }

        return new(found.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>A finding in the protocol's terms.</summary>
    public static Diagnostic Create(RequestScope scope, SchemaLocation place, SchemaDiagnostic diagnostic, SchemaSeverity severity)
    {
        DiagnosticRelatedInformation[] related = !scope.Client.ShowsRelated ? [] : [.. diagnostic.Related.Select(item => new DiagnosticRelatedInformation(scope.Locate(item.Location.File, item.Location.Span), SafeText.Escape(item.Message)))];
        return new Diagnostic(scope.Positions.ToRange(place.File, Visible(place)), NumberOf(severity), diagnostic.Rule.Id, Source, diagnostic.Message)
        {
            CodeDescription = Explain(scope, diagnostic.Rule.Id),
            RelatedInformation = related.Length > 0 ? related : null,
        };
    }

    /// <summary>Where a rule is explained; null if the build has no site.</summary>
    public static CodeDescription? Explain(RequestScope scope, string id) => RulePages.Of(id, scope.Site) is { } page ? new CodeDescription(page) : null;

    /// <summary>How grave a finding of a root is.</summary>
    // As long as nobody knows what packages bring, a module that one brings is found by the build.
    public static SchemaSeverity SeverityOf(SchemaDiagnostic diagnostic, RootSnapshot root) =>
        !root.Settings.IsEvaluated && diagnostic.Rule == SchemaRules.MissingInclude && PackagedModules.FindPackage(SchemaPath.GetFileName(diagnostic.Arguments[0])) is not null
            ? SchemaSeverity.Info
            : diagnostic.Severity;

    /// <summary>The protocol's number.</summary>
    public static int NumberOf(SchemaSeverity severity) => severity switch
    {
        SchemaSeverity.Error => Error,
        SchemaSeverity.Warning => Warning,
        _ => Information,
    };

    // Nothing can't be underlined.
    private static SourceSpan Visible(SchemaLocation place) =>
        place.Span.Length == 0 && place.Span.Start < place.File.Text.Length && place.File.Text[place.Span.Start] is not ('\r' or '\n')
            ? new SourceSpan(place.Span.Start, 1)
            : place.Span;
}

/// <summary>Tells findings apart.</summary>
internal static class FindingsHash
{
    /// <summary>The same text for the same findings.</summary>
    public static string Of(Diagnostic[] findings) =>
        findings.Length == 0 ? "none" : Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(findings, LspJson.Default.DiagnosticArray)).AsSpan(0, 16));
}
