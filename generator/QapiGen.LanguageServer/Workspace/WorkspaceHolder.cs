using System;
using System.Collections.Immutable;
using System.Threading;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>The state of the workspace, and what follows from it: found out when somebody asks, once for each state.</summary>
internal sealed class WorkspaceHolder
{
    private readonly SnapshotBuilder _builder = new();
    private volatile Lazy<Snapshot> _current;

    public WorkspaceHolder() => _current = Make(State);

    /// <summary>What the client has told.</summary>
    public WorkspaceState State { get; private set; } = new();

    /// <summary>The snapshot of the present state.</summary>
    public Lazy<Snapshot> Current => _current;

    /// <summary>Changes the state; only one thread may.</summary>
    public void Change(Func<WorkspaceState, WorkspaceState> change)
    {
        State = change(State);
        _current = Make(State);
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

    /// <summary>Counts the times that projects may have changed.</summary>
    public int ProjectsVersion { get; init; }
}
