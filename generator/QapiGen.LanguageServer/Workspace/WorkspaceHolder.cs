using System;
using System.Collections.Immutable;
using System.Threading;
using QapiGen.Compatibility.Configuration;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Programs;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>The state of the workspace, and what follows from it: found out when somebody asks, once for each state.</summary>
internal sealed class WorkspaceHolder
{
    private readonly Lock _changing = new();
    private readonly SnapshotBuilder _builder;
    private volatile Lazy<Snapshot> _current;

    public WorkspaceHolder(IWorkspacePrograms? programs)
    {
        Evaluations = new ProjectEvaluations(programs);
        _builder = new SnapshotBuilder(programs, Evaluations);
        _current = Make(State);
    }

    /// <summary>What MSBuild says of projects.</summary>
    public ProjectEvaluations Evaluations { get; }

    /// <summary>What the client has told.</summary>
    public WorkspaceState State { get; private set; } = new();

    /// <summary>The snapshot of the present state.</summary>
    public Lazy<Snapshot> Current => _current;

    /// <summary>Changes the state.</summary>
    public void Change(Func<WorkspaceState, WorkspaceState> change)
    {
        lock (_changing)
        {
            State = change(State);
            _current = Make(State);
        }
    }

    private Lazy<Snapshot> Make(WorkspaceState state) => new(() => _builder.Build(state), LazyThreadSafetyMode.ExecutionAndPublication);
}

/// <summary>Everything that the client has told; what the server knows follows from this and the files on disk.</summary>
internal sealed record WorkspaceState
{
    /// <summary>Open documents, by path.</summary>
    public ImmutableSortedDictionary<string, OpenDocument> Open { get; init; } = ImmutableSortedDictionary.Create<string, OpenDocument>(System.StringComparer.Ordinal);

    /// <summary>Folders, as paths.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];

    /// <summary>What the user set.</summary>
    public UserSettings Settings { get; init; } = UserSettings.None;

    /// <summary>Counts the times that projects, configurations and commits may have changed.</summary>
    public int ProjectsVersion { get; init; }

    /// <summary>Whether a path is that of a configuration: no schema, and never a root.</summary>
    public static bool IsConfiguration(string path) => path.EndsWith("/" + ProjectConfiguration.FileName, StringComparison.Ordinal);

    /// <summary>The state with a document opened, changed or, if there is no text, closed.</summary>
    public WorkspaceState With(string path, OpenDocument? document) => this with
    {
        Open = document is null ? Open.Remove(path) : Open.SetItem(path, document),
        ProjectsVersion = ProjectsVersion + (IsConfiguration(path) ? 1 : 0),
    };
}
