using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Documents;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>What the server knows at one moment. Never changes; several requests may read it.</summary>
/// <param name="State">What the client had told.</param>
/// <param name="Roots">The roots that open documents belong to.</param>
/// <param name="Idle">The roots of projects, configurations and the user that no open document belongs to.</param>
/// <param name="Projects">What there is of projects and configurations, whether open documents belong to it or not.</param>
internal sealed record Snapshot(WorkspaceState State, IReadOnlyList<RootSnapshot> Roots, IReadOnlyList<RootSnapshot> Idle, FoundProjects Projects)
{
    /// <summary>All roots, those that open documents belong to first.</summary>
    public IEnumerable<RootSnapshot> All => Roots.Concat(Idle);

    /// <summary>Of some roots those of which findings and symbols are told.</summary>
    public static IEnumerable<RootSnapshot> Written(IEnumerable<RootSnapshot> roots) => roots.Where(static root => DocumentUri.IsWritten(root.Settings.Path));

    /// <summary>The roots that include a file.</summary>
    public IEnumerable<RootSnapshot> RootsOf(string path) => Roots.Where(root => root.Outlines.ContainsKey(path));
}

/// <summary>A root schema with all that it includes, as it was at one moment. Never changes.</summary>
internal sealed class RootSnapshot
{
    private readonly Lazy<Dictionary<string, (DocumentOutline Document, DefinitionOutline Definition)>> _definitions;

    public RootSnapshot(RootSettings settings, LoadedSchema loaded, QapiSchema schema, EquatableArray<SchemaDiagnostic> diagnostics, IReadOnlyDictionary<string, DocumentOutline> outlines)
    {
        Settings = settings;
        Loaded = loaded;
        Schema = schema;
        Diagnostics = diagnostics;
        Outlines = outlines;
        _definitions = new(IndexDefinitions, LazyThreadSafetyMode.PublicationOnly);
        Reach = new(() => new ReachIndex(schema), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Which root, and how it is read.</summary>
    public RootSettings Settings { get; }

    /// <summary>Its files.</summary>
    public LoadedSchema Loaded { get; }

    /// <summary>What it means.</summary>
    public QapiSchema Schema { get; }

    /// <summary>What is wrong with it.</summary>
    public EquatableArray<SchemaDiagnostic> Diagnostics { get; }

    /// <summary>What its files write, by path.</summary>
    public IReadOnlyDictionary<string, DocumentOutline> Outlines { get; }

    /// <summary>Which commands and events have to do with a type.</summary>
    public Lazy<ReachIndex> Reach { get; }

    /// <summary>How it compares with its baseline.</summary>
    public required Lazy<Comparison> Comparison { get; init; }

    /// <summary>When it was compared, in times that projects may have changed.</summary>
    public required int ProjectsVersion { get; init; }

    /// <summary>The findings that were accepted then; null if there are none.</summary>
    public required SchemaFile? Accepted { get; init; }

    /// <summary>What was on disk or open, by path; null for what wasn't there.</summary>
    public required IReadOnlyDictionary<string, SchemaFile?> Seen { get; init; }

    /// <summary>All definitions, by name; of several with one name the first.</summary>
    public IReadOnlyDictionary<string, (DocumentOutline Document, DefinitionOutline Definition)> Definitions => _definitions.Value;

    /// <summary>What would be wrong with it if some of its files had another text.</summary>
    /// <param name="changed">Those files, by path.</param>
    public EquatableArray<SchemaDiagnostic> Rehearse(IReadOnlyDictionary<string, SchemaFile> changed)
    {
        SchemaFile root = Loaded.Root.Document.File;
        var diagnostics = new DiagnosticBag();
        var resolver = new Rehearsal(this, changed);
        LoadedSchema loaded = SchemaLoader.Load(changed.GetValueOrDefault(root.Path) ?? root, resolver, Loaded.Dialect, diagnostics, new SchemaLoaderOptions { Parse = resolver.Parse });
        Binder.Bind(loaded, diagnostics);
        return diagnostics.ToArray();
    }

    /// <summary>The same root, compared anew.</summary>
    public RootSnapshot With(int projectsVersion, SchemaFile? accepted, Lazy<Comparison> comparison) => new(Settings, Loaded, Schema, Diagnostics, Outlines)
    {
        Accepted = accepted,
        Seen = Seen,
        ProjectsVersion = projectsVersion,
        Comparison = comparison,
    };

    private Dictionary<string, (DocumentOutline Document, DefinitionOutline Definition)> IndexDefinitions()
    {
        var index = new Dictionary<string, (DocumentOutline, DefinitionOutline)>(StringComparer.Ordinal);
        foreach (LoadedFile file in Loaded.Files)
        {
            DocumentOutline outline = Outlines[file.Document.File.Path];
            foreach (DefinitionOutline definition in outline.Definitions)
            {
                index.TryAdd(definition.Name, (outline, definition));
            }
        }

        return index;
    }

    // Files as they were seen, but for those that are changed.
    private sealed class Rehearsal(RootSnapshot root, IReadOnlyDictionary<string, SchemaFile> changed) : ISchemaResolver
    {
        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            string path = SchemaPath.Normalize(displayPath);
            string name = SchemaPath.GetFileName(path);
            SchemaFile? file = Find(path) ?? root.Settings.Includes.Where(item => item.Name == name).Select(item => Find(item.Path)).FirstOrDefault();
            failure = file is null ? "not found" : null;
            return file;
        }

        public SchemaDocument Parse(SchemaFile file, Dialect dialect) =>
            !changed.ContainsKey(file.Path) && root.Outlines.TryGetValue(file.Path, out DocumentOutline? known) ? known.Document : Parser.Parse(file, dialect);

        private SchemaFile? Find(string path) => changed.GetValueOrDefault(path) ?? root.Seen.GetValueOrDefault(path);
    }
}
