using System.Text;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>Which shard a job is in, and which node a shard is on if it can be. Both have to be the same in all nodes and all versions.</summary>
internal static class ShardKey
{
    /// <summary>How many shards there are. Fixed: jobs couldn't be found any more.</summary>
    public const int Count = 64;

    /// <summary>The shard of the jobs that are bound to a node, whatever their ids: as far beyond the others as there are names.</summary>
    public static int OfNode(string node) => Count + (int)(Hash(node) % (1 << 30));

    /// <summary>Whether a shard is that of a node.</summary>
    public static bool IsOfNode(long shard) => shard >= Count;

    /// <summary>The shard of a job by itself that is bound to no node, and the one that knows where the job is otherwise.</summary>
    public static int Of(string id) => (int)(Hash(id) % Count);

    /// <summary>The shard of the jobs of a group, whatever their ids: together, so that one store keeps what becomes of all.</summary>
    public static int OfGroup(string name) => Of(name);

    /// <summary>How much a shard is drawn to a node: of those that are there it goes to the one with the highest number, so that few move when one comes or goes.</summary>
    public static ulong Weight(long shard, string node) => Mix(Hash(node) ^ Mix((ulong)shard + 1));

    // FNV-1a, and the finish of MurmurHash3 for the low bits' sake.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ unit) * 1099511628211;
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
