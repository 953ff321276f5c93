using System;
using System.Threading;

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
