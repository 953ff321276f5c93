using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace QapiGen.Jobs.Sqlite;

/// <summary>
/// Whose turn it is to write into a file, among the shards of this process. SQLite lets whoever looks in the right moment have the lock, and the others sleep and look again: of many that
/// write often, some would look in vain for a minute.
/// </summary>
#pragma warning disable CA1001 // The semaphore has nothing to let go: its wait handle is never asked for.
internal sealed class SqliteTurns
{
#pragma warning restore CA1001
    /// <summary>It is a courtesy: who has waited so long writes without.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, WeakReference<SqliteTurns>> s_all = [];

    private readonly SemaphoreSlim _free = new(1, 1);

    private SqliteTurns()
    {
    }

    /// <summary>The turns of a file, shared by all who ask while somebody has them.</summary>
    public static SqliteTurns Of(string path)
    {
        string file = Path.GetFullPath(path);
        lock (s_all)
        {
            if (!s_all.TryGetValue(file, out WeakReference<SqliteTurns>? kept) || !kept.TryGetTarget(out SqliteTurns? turns))
            {
                foreach ((string other, WeakReference<SqliteTurns> old) in s_all)
                {
                    if (!old.TryGetTarget(out _))
                    {
                        s_all.Remove(other);
                    }
                }

                turns = new SqliteTurns();
                s_all[file] = new WeakReference<SqliteTurns>(turns);
            }

            return turns;
        }
    }

    /// <summary>Waits for a turn, which ends when it is disposed of.</summary>
    public Turn Take() => new(_free.Wait(s_longest) ? _free : null);

    /// <summary>A turn.</summary>
    public readonly struct Turn(SemaphoreSlim? taken) : IDisposable
    {
        public void Dispose() => taken?.Release();
    }
}
