using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Programs;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
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
    private readonly BaselineReader _baselines;
    private volatile Snapshot? _last;

    public SnapshotBuilder(IWorkspacePrograms? programs, ProjectEvaluations evaluations)
    {
        _projects = new ProjectFinder(evaluations);
        _baselines = new BaselineReader(_disk, programs);
    }

    /// <summary>Builds a snapshot.</summary>
    public Snapshot Build(WorkspaceState state)
    {
        var files = new FileView(state, _disk);
        var roots = new List<RootSnapshot>();
        var idle = new List<RootSnapshot>();
        var covered = new HashSet<string>(StringComparer.Ordinal);
        FoundProjects found = _projects.Find(state, files);
        foreach (RootSettings settings in found.Roots)
        {
            if (Load(settings, files, state) is not { } root)
            {
                continue;
            }

            if (root.Outlines.Keys.Any(state.Open.ContainsKey))
            {
                roots.Add(root);
                covered.UnionWith(root.Outlines.Keys);
            }
            else
            {
                idle.Add(root);
            }
        }

        // These aren't schemas, even if they are open.
        covered.UnionWith(found.Roots.Select(static root => root.Suppressions).OfType<string>());
        covered.UnionWith(state.Open.Keys.Where(WorkspaceState.IsConfiguration));
        roots.AddRange(LoadAlone(state, files, covered));
        var snapshot = new Snapshot(state, roots, idle, found);
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
        foreach (string candidate in WorkspaceFolders.UsualRoots(path))
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
            Baseline = settings.Baseline ?? (DocumentUri.IsWritten(settings.Path) ? WorkspaceFolders.Resolve(state.Settings.Baseline, state.Folders) : null),
            Conditions = settings.Conditions ?? state.Settings.Conditions,
        };
        if (_last?.All.FirstOrDefault(root => root.Settings == effective) is { } known && known.Seen.All(seen => ReferenceEquals(files.Read(seen.Key, out _), seen.Value)))
        {
            // Its files are the same; what it is compared with may not be.
            SchemaFile? accepted = Accepted(effective, files);
            bool isSame = effective.Baseline is null || (known.ProjectsVersion == state.ProjectsVersion && ReferenceEquals(accepted, known.Accepted));
            return isSame ? known : known.With(state.ProjectsVersion, accepted, CompareLater(effective, known.Schema, state));
        }

        return files.Read(settings.Path, out _) is { } file ? Bind(effective, file, files, state) : null;
    }

    /// <summary>Loads and binds a root in its dialect.</summary>
    private RootSnapshot Bind(RootSettings settings, SchemaFile file, FileView files, WorkspaceState state)
    {
        FileView.RecordingResolver resolver = files.Record(settings.Includes);
        resolver.Seen[file.Path] = file;
        Dialect dialect = DialectChoice.Choose(settings.Dialect, file, resolver, _parsed.Parse);
        var diagnostics = new DiagnosticBag();
        LoadedSchema loaded = SchemaLoader.Load(file, resolver, dialect, diagnostics, new SchemaLoaderOptions { Parse = _parsed.Parse });
        QapiSchema schema = Binder.Bind(loaded, diagnostics);
        var outlines = new Dictionary<string, DocumentOutline>(StringComparer.Ordinal);
        foreach (SchemaFile each in loaded.Files.Select(static f => f.Document.File))
        {
            // Two includes by name may lead to one file.
            outlines.TryAdd(each.Path, _parsed.Read(each, dialect));
        }

        return new RootSnapshot(settings, loaded, schema, diagnostics.ToArray(), outlines)
        {
            Seen = resolver.Seen,
            ProjectsVersion = state.ProjectsVersion,
            Accepted = Accepted(settings, files),
            Comparison = CompareLater(settings, schema, state),
        };
    }

    private static SchemaFile? Accepted(RootSettings settings, FileView files) => settings is { Baseline: not null, Suppressions: { } path } ? files.Read(path, out _) : null;

    // The other side is read when somebody asks, by then from files as they are.
    private Lazy<Comparison> CompareLater(RootSettings settings, QapiSchema schema, WorkspaceState state) => settings.Baseline is null
        ? new(Comparison.None)
        : new(() => Comparison.Make(settings, _baselines.Read(settings, state), schema, new FileView(state, _disk)), LazyThreadSafetyMode.ExecutionAndPublication);
}
