using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Server;

/// <summary>The open connections of a service; read without a lock for every event.</summary>
internal sealed class ConnectionSet
{
    private readonly Lock _lock = new();
    private ServerConnection[] _all = [];
    private TaskCompletionSource? _empty;

    /// <summary>The connections at this moment; the array never changes.</summary>
    public ServerConnection[] All => Volatile.Read(ref _all);

    /// <summary>Adds a connection if a condition holds.</summary>
    public bool TryAdd(ServerConnection connection, Func<bool> condition)
    {
        lock (_lock)
        {
            if (!condition())
            {
                return false;
            }

            Volatile.Write(ref _all, [.. _all, connection]);
            return true;
        }
    }

    public void Remove(ServerConnection connection)
    {
        lock (_lock)
        {
            Volatile.Write(ref _all, Array.FindAll(_all, other => other != connection));
            if (_all.Length == 0)
            {
                _empty?.TrySetResult();
                _empty = null;
            }
        }
    }

    /// <summary>Sees to connections that aren't read and whose clients have left; says whether there are others that aren't read.</summary>
    public bool LookForGone()
    {
        bool isNeeded = false;
        foreach (ServerConnection connection in All)
        {
            isNeeded |= connection.LeavesIfClientIsGone();
        }

        return isNeeded;
    }

    /// <summary>Ends when no connection is left.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            if (_all.Length == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }
}
