using System.Collections.Generic;
using System.Linq;
using Orleans.Metadata;
using Orleans.Runtime;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans.Placement;

/// <summary>Which node a shard is drawn to: a matter of its number and the nodes' names, so that all nodes that know of the same ones agree.</summary>
internal static class ShardDraw
{
    /// <summary>The type of the grain that relays to a shard.</summary>
    public const string GrainTypeName = "qapi-job-shard";

    private static readonly GrainType s_grain = GrainType.Create(GrainTypeName);

    /// <summary>The node for a shard, of some.</summary>
    public static SiloAddress Prefer(long shard, IEnumerable<SiloAddress> silos, ClusterMembershipSnapshot members) =>
        silos.MaxBy(silo => Draw(shard, NameOf(silo, members), silo))!;

    /// <summary>The node for a shard, of those that are active and may have shards; null if there is none.</summary>
    /// <remarks>What a node has is known a moment after it is a member; some have no jobs at all.</remarks>
    public static SiloAddress? Prefer(long shard, ClusterMembershipSnapshot members, ClusterManifest manifest) => Prefer(shard, Candidates(members, manifest), members);

    /// <summary>Another node that is known to have shards, and that a shard is drawn to more than to this one, whether or not this one is active yet; null if there is none.</summary>
    public static SiloAddress? BetterThan(SiloAddress silo, long shard, ClusterMembershipSnapshot members, ClusterManifest manifest)
    {
        SiloAddress drawn = Prefer(shard, Candidates(members, manifest).Append(silo), members);
        return drawn.Equals(silo) || !manifest.Silos.ContainsKey(drawn) ? null : drawn;
    }

    /// <summary>What a node is called.</summary>
    public static string NameOf(SiloAddress silo, ClusterMembershipSnapshot members) =>
        members.Members.TryGetValue(silo, out ClusterMember? member) && !string.IsNullOrEmpty(member.Name) ? member.Name : silo.ToString();

    private static IEnumerable<SiloAddress> Candidates(ClusterMembershipSnapshot members, ClusterManifest manifest) =>
        members.Members.Values.Where(static member => member.Status == SiloStatus.Active).Select(static member => member.SiloAddress)
            .Where(silo => !manifest.Silos.TryGetValue(silo, out GrainManifest? its) || its.Grains.ContainsKey(s_grain));

    // Of two by one name the one that was started last: the other was killed, as a rule, and hasn't been found out yet.
    private static (bool IsBound, ulong Weight, int Generation, string Silo) Draw(long shard, string node, SiloAddress silo) =>
        (ShardKey.IsOfNode(shard) && ShardKey.OfNode(node) == shard, ShardKey.Weight(shard, node), silo.Generation, silo.ToString());
}
