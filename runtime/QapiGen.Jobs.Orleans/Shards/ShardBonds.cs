using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>Which jobs with ids of this shard are bound to nodes, and so in another one: all of an id asks here first, so that no id is taken twice.</summary>
internal sealed class ShardBonds
{
    private const string Prefix = "bound.";
    private const string NodePrefix = "node.";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _making = new(StringComparer.Ordinal);

    /// <summary>The nodes that there are jobs bound to, or were.</summary>
    public string[] Nodes
    {
        get
        {
            lock (_gate)
            {
                return [.. _names];
            }
        }
    }

    /// <summary>The ids.</summary>
    public string[] Ids
    {
        get
        {
            lock (_gate)
            {
                return [.. _nodes.Keys];
            }
        }
    }

    /// <summary>Takes up what owners before have noted.</summary>
    public void Load(IReadOnlyList<StoredNote> notes)
    {
        foreach (StoredNote note in notes.Where(static note => note.Key.StartsWith(NodePrefix, StringComparison.Ordinal)))
        {
            _names.Add(note.Key[NodePrefix.Length..]);
        }

        foreach (StoredNote note in notes.Where(static note => note.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            Bind(note.Key[Prefix.Length..], note.Value!);
        }
    }

    /// <summary>What is kept of a job that is bound; and of one that isn't any more.</summary>
    public static StoredNote NoteOf(string id, string? node) => new(Prefix + id, node);

    /// <summary>What is kept of a node for ever, so that all nodes know of its shard before something happens in it.</summary>
    public static StoredNote NoteOf(string node) => new(NodePrefix + node, "");

    /// <summary>The node that a job is bound to; null if it isn't.</summary>
    public string? Find(string id)
    {
        lock (_gate)
        {
            return _nodes.GetValueOrDefault(id);
        }
    }

    public void Bind(string id, string node)
    {
        lock (_gate)
        {
            _nodes[id] = node;
            _names.Add(node);
        }
    }

    public void Unbind(string id)
    {
        lock (_gate)
        {
            _nodes.Remove(id);
        }
    }

    /// <summary>Begins to make a job here; as many at once as like to, since the manager sees to it that one of them gets the id.</summary>
    /// <returns>False if the id is bound, or somebody looks into that just now.</returns>
    public bool TryBeginHere(string id)
    {
        lock (_gate)
        {
            int making = _making.GetValueOrDefault(id);
            if (making < 0 || _nodes.ContainsKey(id))
            {
                return false;
            }

            _making[id] = making + 1;
            return true;
        }
    }

    public void EndHere(string id)
    {
        lock (_gate)
        {
            if (--_making[id] == 0)
            {
                _making.Remove(id);
            }
        }
    }

    /// <summary>Begins to look where an id is, and to change it; one at once, and while nobody makes a job of it here.</summary>
    public bool TryBeginAlone(string id)
    {
        lock (_gate)
        {
            return _making.TryAdd(id, -1);
        }
    }

    public void EndAlone(string id)
    {
        lock (_gate)
        {
            _making.Remove(id);
        }
    }
}

/// <summary>Gives the ids of bound jobs back when the jobs are gone. One that gets lost on its way is found when the id's shard is opened next.</summary>
internal sealed class ShardBondSink(IGrainFactory grains) : IJobEventSink
{
    public void OnTransition(in JobTransition transition)
    {
        if (transition.Status == JobStatus.Null)
        {
            string id = transition.Id!;
            _ = grains.GetGrain<IJobShard>(ShardKey.Of(id)).FreeAsync(id).ContinueWith(
                static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
