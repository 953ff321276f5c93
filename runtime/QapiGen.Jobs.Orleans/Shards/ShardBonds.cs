using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>Which jobs with ids of this shard are in another one, since they are bound to nodes or in groups: all of an id asks here first, so that no id is taken twice.</summary>
internal sealed class ShardBonds
{
    private const string Prefix = "bound.";
    private const string NodePrefix = "node.";
    private const char NumberSign = '#';
    private const int FreedKept = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _freed = new(StringComparer.Ordinal);
    private readonly Queue<string> _freedOrder = new();
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
                return [.. _places.Keys];
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
            Bind(note.Key[Prefix.Length..], ShardOf(note.Value!));
        }
    }

    /// <summary>What is kept of a job that is bound to a node.</summary>
    public static StoredNote NoteOf(string id, string node) => new(Prefix + id, node.StartsWith(NumberSign) ? NumberSign + node : node);

    /// <summary>What is kept of a job that is in the shard of its group.</summary>
    public static StoredNote NoteOf(string id, int shard) => new(Prefix + id, string.Create(CultureInfo.InvariantCulture, $"{NumberSign}{shard}"));

    /// <summary>What is kept of a job that is in no other shard any more.</summary>
    public static StoredNote FreeNoteOf(string id) => new(Prefix + id, null);

    /// <summary>What is kept of a node for ever, so that all nodes know of its shard before something happens in it.</summary>
    public static StoredNote NoteOf(string node) => new(NodePrefix + node, "");

    /// <summary>The shard that a job is in instead of this one; null if there is none.</summary>
    public int? Find(string id)
    {
        lock (_gate)
        {
            return _places.TryGetValue(id, out int shard) ? shard : null;
        }
    }

    public void Bind(string id, int shard)
    {
        lock (_gate)
        {
            _places[id] = shard;
        }
    }

    public void AddNode(string node)
    {
        lock (_gate)
        {
            _names.Add(node);
        }
    }

    public void Unbind(string id)
    {
        lock (_gate)
        {
            if (_places.Remove(id, out int shard) && _freed.TryAdd(id, shard))
            {
                _freedOrder.Enqueue(id);
                if (_freedOrder.Count > FreedKept)
                {
                    _freed.Remove(_freedOrder.Dequeue());
                }
            }
        }
    }

    /// <summary>The shard that a job was in which is gone: whoever asks again for what ended it is answered there.</summary>
    public int? FindFreed(string id)
    {
        lock (_gate)
        {
            return _freed.TryGetValue(id, out int shard) ? shard : null;
        }
    }

    /// <summary>Begins to make a job here; as many at once as like to, since the manager sees to it that one of them gets the id.</summary>
    /// <returns>False if the id is bound, or somebody looks into that just now.</returns>
    public bool TryBeginHere(string id)
    {
        lock (_gate)
        {
            int making = _making.GetValueOrDefault(id);
            if (making < 0 || _places.ContainsKey(id))
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

    /// <summary>Whether somebody has begun alone with an id.</summary>
    public bool IsAlone(string id)
    {
        lock (_gate)
        {
            return _making.GetValueOrDefault(id) < 0;
        }
    }

    private static int ShardOf(string place) => place.StartsWith(NumberSign) && int.TryParse(place.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int shard)
        ? shard
        : ShardKey.OfNode(place.StartsWith(NumberSign) ? place[1..] : place);
}

/// <summary>Gives the ids of other shards back when their jobs are gone. One that gets lost on its way is found when the id's shard is opened next.</summary>
internal sealed class ShardBondSink(IGrainFactory grains, int shard) : IJobEventSink
{
    public void OnTransition(in JobTransition transition)
    {
        if (transition.Status == JobStatus.Null && ShardKey.Of(transition.Id!) != shard)
        {
            string id = transition.Id!;
            _ = grains.GetGrain<IJobShard>(ShardKey.Of(id)).FreeAsync(id).ContinueWith(
                static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
