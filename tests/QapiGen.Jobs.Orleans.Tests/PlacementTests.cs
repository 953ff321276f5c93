using System;
using System.Collections.Immutable;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Threading.Tasks;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Placement;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Where a shard is put that no node has.</summary>
public sealed class PlacementTests
{
    private static readonly SiloAddress[] s_silos = [.. Enumerable.Range(1, 3).Select(static port => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1))];

    [Fact]
    public async Task A_shard_that_is_drawn_to_a_node_that_has_just_come_is_put_nowhere_else()
    {
        int shard = Enumerable.Range(0, ShardKey.Count).First(static shard => ((string[])["n1", "n2", "n3"]).MaxBy(name => ShardKey.Weight(shard, name)) == "n3");

        await Assert.ThrowsAsync<SiloUnavailableException>(() => PlaceAsync(shard, active: 3, known: 2, compatible: 2));
        Assert.Equal(s_silos[2], await PlaceAsync(shard, active: 3, known: 3, compatible: 3));

        // One that is known to have no shards isn't waited for, and neither is one that is gone.
        Assert.Contains(await PlaceAsync(shard, active: 3, known: 3, compatible: 2), s_silos[..2]);
        Assert.Contains(await PlaceAsync(shard, active: 2, known: 2, compatible: 2), s_silos[..2]);
    }

    private static Task<SiloAddress> PlaceAsync(int shard, int active, int known, int compatible)
    {
        var members = s_silos.Select((silo, i) => new ClusterMember(silo, i < active ? SiloStatus.Active : SiloStatus.Dead, $"n{i + 1}")).ToImmutableDictionary(static member => member.SiloAddress);
        var manifest = new GrainManifest(ImmutableDictionary<GrainType, GrainProperties>.Empty, ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty);
        var director = new ShardPlacementDirector(
            Saying.Of<IClusterMembershipService>("get_CurrentSnapshot", new ClusterMembershipSnapshot(members, new MembershipVersion(1))),
            Saying.Of<IClusterManifestProvider>("get_Current", new ClusterManifest(new MajorMinorVersion(1, 1), s_silos[..known].ToImmutableDictionary(static silo => silo, _ => manifest))));
        var target = new PlacementTarget(GrainId.Create(GrainType.Create("qapi-job-shard"), GrainIdKeyExtensions.CreateIntegerKey(shard)), [], default, 0);
        return director.OnAddActivation(new ShardPlacement(), target, Saying.Of<IPlacementContext>("GetCompatibleSilos", s_silos[..compatible]));
    }

    /// <summary>Answers one question.</summary>
    public class Saying : DispatchProxy
    {
        private string _question = "";
        private object? _answer;

        internal static T Of<T>(string question, object answer)
            where T : class
        {
            T said = Create<T, Saying>();
            ((Saying)(object)said)._question = question;
            ((Saying)(object)said)._answer = answer;
            return said;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == _question ? _answer : throw new NotSupportedException(targetMethod.Name);
    }
}
