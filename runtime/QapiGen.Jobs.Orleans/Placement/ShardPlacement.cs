using System;
using System.Threading.Tasks;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

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
        SiloAddress drawn = ShardDraw.Prefer(shard, members, manifests.Current) ?? ShardDraw.Prefer(shard, silos, members);

        // Orleans places nothing on a node before it knows what grains that one has, a moment after it is a member. Another one would open the shard, and hand it over at once.
        return Array.IndexOf(silos, drawn) < 0
            ? Task.FromException<SiloAddress>(new SiloUnavailableException($"Shard {shard} is drawn to a node that has just come, {ShardDraw.NameOf(drawn, members)}: to be asked again."))
            : Task.FromResult(drawn);
    }
}
