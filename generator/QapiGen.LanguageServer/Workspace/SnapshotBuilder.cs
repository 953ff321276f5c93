using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.LanguageServer.Documents;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Makes what the server knows out of what it was told. Files that didn't change aren't parsed again, roots none of whose files did aren't bound again.</summary>
internal sealed class SnapshotBuilder
{
    private readonly DiskFiles _disk = new();
    private readonly ParseCache _parsed = new();
    private readonly ProjectFinder _projects;
    private volatile Snapshot? _last;

    public SnapshotBuilder() => _projects = new ProjectFinder(_disk);

    /// <summary>Builds a snapshot.</summary>
    public Snapshot Build(WorkspaceState state)
    {
        var files = new FileView(state, _disk);
        var roots = new List<RootSnapshot>();
        var covered = new HashSet<string>(StringComparer.Ordinal);
        foreach (RootSettings settings in _projects.Find(state))
        {
            if (Load(settings, files, state) is { } root && root.Outlines.Keys.Any(state.Open.ContainsKey))
            {
                roots.Add(root);
                covered.UnionWith(root.Outlines.Keys);
            }
        }

        roots.AddRange(LoadAlone(state, files, covered));
        var snapshot = new Snapshot(state, roots);
        _last = snapshot;
        return snapshot;
    }

    // Documents that no project has are roots, unless another such root includes them.
    private List<RootSnapshot> LoadAlone(WorkspaceState state, FileView files, HashSet<string> covered)
    {
        var alone = new List<RootSnapshot>();
        foreach (OpenDocument document in state.Open.Values)
        {
            if (!covered.Contains(document.File.Path))
            {
                RootSnapshot root = LoadNeighbour(document.File.Path, files, state) ?? Load(new RootSettings(document.File.Path), files, state)!;
                alone.Add(root);
                covered.UnionWith(root.Settings.Path == document.File.Path ? [] : root.Outlines.Keys);
            }
        }

        for (int i = alone.Count - 1; i >= 0; i--)
        {
            string path = alone[i].Settings.Path;
            if (alone.Exists(other => other.Settings.Path != path && other.Outlines.ContainsKey(path)) || alone.FindIndex(other => other.Settings.Path == path) < i)
            {
                alone.RemoveAt(i);
            }
        }

        return alone;
    }

    // QEMU's trees have a root of this name beside or above their modules.
    private RootSnapshot? LoadNeighbour(string path, FileView files, WorkspaceState state)
    {
        foreach (string candidate in ProjectFinder.UsualRoots(path))
        {
            if (candidate != path && files.Read(candidate, out _) is not null && Load(new RootSettings(candidate), files, state) is { } root && root.Outlines.ContainsKey(path))
            {
                return root;
            }
        }

        return null;
    }

    private RootSnapshot? Load(RootSettings settings, FileView files, WorkspaceState state)
    {
        RootSettings effective = settings with
        {
            Dialect = settings.Dialect ?? state.Settings.Dialect,
            Baseline = settings.Baseline ?? ProjectFinder.Resolve(state.Settings.Baseline, state.Folders),
            Conditions = settings.Conditions ?? state.Settings.Conditions,
        };
        if (_last?.Roots.FirstOrDefault(root => root.Settings == effective) is { } known && known.Seen.All(seen => ReferenceEquals(files.Read(seen.Key, out _), seen.Value)))
        {
            return known;
        }

        return files.Read(settings.Path, out _) is { } file ? Bind(effective, file, files, state) : null;
    }

    /// <summary>Loads and binds a root in its dialect.</summary>
    private RootSnapshot Bind(RootSettings settings, SchemaFile file, FileView files, WorkspaceState state)
    {
        FileView.RecordingResolver resolver = files.Record();
        resolver.Seen[file.Path] = file;
        Dialect dialect = ChooseDialect(settings.Dialect, file, resolver);
        var diagnostics = new DiagnosticBag();
        LoadedSchema loaded = SchemaLoader.Load(file, resolver, dialect, diagnostics, new SchemaLoaderOptions { Parse = _parsed.Parse });
        QapiSchema schema = Binder.Bind(loaded, diagnostics);
        Dictionary<string, DocumentOutline> outlines = loaded.Files.ToDictionary(static f => f.Document.File.Path, f => _parsed.Read(f.Document.File, dialect), StringComparer.Ordinal);
        return new RootSnapshot(settings, loaded, schema, diagnostics.ToArray(), outlines)
        {
            Seen = resolver.Seen,
            Comparison = new(() => settings.Baseline is null ? null : Compare(settings, schema, state), LazyThreadSafetyMode.ExecutionAndPublication),
        };
    }

    // The other side is read when somebody asks, by then from files as they are.
    private CompatibilityReport? Compare(RootSettings settings, QapiSchema schema, WorkspaceState state)
    {
        try
        {
            SchemaFile? file = new FileView(state, _disk).Read(settings.Baseline!, out _);
            SymbolSet? symbols = settings.Conditions is null or "*" ? null : SymbolSet.Parse(settings.Conditions);
            WireSchema? old = file is null ? null
                : SavedSchema.IsLikely(file) ? SavedSchema.Read(file)
                : WireSchema.FromModel(Bind(settings with { Path = file.Path, Baseline = null }, file, new FileView(state, _disk), state).Schema, symbols);
            return old is null ? null : Compare(settings, old, WireSchema.FromModel(schema, symbols));
        }
        catch (IntrospectionFormatException)
        {
            return null;
        }
    }

    private static CompatibilityReport Compare(RootSettings settings, WireSchema old, WireSchema @new)
    {
        CompatibilityOptions options = settings.Configuration?.Profile is { } profile ? CompatibilityOptions.Default with { Profile = profile } : CompatibilityOptions.Default;
        CompatibilityReport report = SchemaComparer.Compare(old, @new, options);
        return settings.Configuration?.Apply(report) ?? report;
    }

    private Dialect ChooseDialect(string? name, SchemaFile file, ISchemaResolver resolver)
    {
        if (name != "auto")
        {
            return Dialect.TryParse(name, out Dialect? named) ? named : Dialect.Lenient;
        }

        LoadedSchema lenient = SchemaLoader.Load(file, resolver, Dialect.Lenient, new DiagnosticBag(), new SchemaLoaderOptions { Parse = _parsed.Parse });
        return DialectGuess.Of(lenient).Dialect;
    }
}
