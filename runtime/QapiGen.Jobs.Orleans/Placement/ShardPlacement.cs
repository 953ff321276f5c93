using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans.Placement;

/// <summary>Puts each shard onto the node that it is drawn to most.</summary>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardPlacement")]
internal sealed class ShardPlacement : PlacementStrategy;

/// <summary>Marks a grain that is placed so.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShardPlacementAttribute() : PlacementAttribute(new ShardPlacement());

/// <inheritdoc cref="ShardPlacement"/>
internal sealed class ShardPlacementDirector(IClusterMembershipService membership, IClusterManifestProvider manifests) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        ClusterMembershipSnapshot members = membership.CurrentSnapshot;
        long shard = target.GrainIdentity.GetIntegerKey();
        SiloAddress[] silos = context.GetCompatibleSilos(target);

        // Orleans places nothing on a node before it knows what grains that one has, a moment after it is a member. Another one would open the shard, and hand it over at once.
        return Prefer(shard, members) is { } drawn && Array.IndexOf(silos, drawn) < 0 && !manifests.Current.Silos.ContainsKey(drawn)
            ? Task.FromException<SiloAddress>(new SiloUnavailableException($"Shard {shard} is drawn to a node that has just come, {NameOf(drawn, members)}: to be asked again."))
            : Task.FromResult(Prefer(shard, silos, members));
    }

    /// <summary>The node for a shard, of some.</summary>
    public static SiloAddress Prefer(long shard, IEnumerable<SiloAddress> silos, ClusterMembershipSnapshot members) =>
        silos.MaxBy(silo => Draw(shard, NameOf(silo, members), silo.ToString()))!;

    private static (bool IsBound, ulong Weight, string Silo) Draw(long shard, string node, string silo) =>
        (ShardKey.IsOfNode(shard) && ShardKey.OfNode(node) == shard, ShardKey.Weight(shard, node), silo);

    /// <summary>The node for a shard, of those that are active; null if there is none.</summary>
    public static SiloAddress? Prefer(long shard, ClusterMembershipSnapshot members)
    {
        IEnumerable<SiloAddress> active = members.Members.Values.Where(static member => member.Status == SiloStatus.Active).Select(static member => member.SiloAddress);
        return active.Any() ? Prefer(shard, active, members) : null;
    }

    private static string NameOf(SiloAddress silo, ClusterMembershipSnapshot members) =>
        members.Members.TryGetValue(silo, out ClusterMember? member) && !string.IsNullOrEmpty(member.Name) ? member.Name : silo.ToString();
}
