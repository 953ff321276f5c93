using System;
using System.Collections.Immutable;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Placement;
using QapiGen.Jobs.Orleans.Shards;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Where a shard is put that no node has.</summary>
public sealed class PlacementTests
{
    private static readonly SiloAddress[] s_silos = [.. Enumerable.Range(1, 3).Select(static port => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1))];

    [Fact]
    public async Task A_shard_that_is_drawn_to_a_node_that_has_just_come_is_put_nowhere_else()
    {
        int shard = DrawnTo("n3");

        await Assert.ThrowsAsync<SiloUnavailableException>(() => PlaceAsync(shard, active: 3, known: 2, compatible: 2));
        Assert.Equal(s_silos[2], await PlaceAsync(shard, active: 3, known: 3, compatible: 3));

        // What Orleans takes for a place may be older than what is known of the node.
        await Assert.ThrowsAsync<SiloUnavailableException>(() => PlaceAsync(shard, active: 3, known: 3, compatible: 2));

        // One that is known to have no shards isn't waited for, and neither is one that is gone.
        Assert.Contains(await PlaceAsync(shard, active: 3, known: 3, compatible: 2, shards: 2), s_silos[..2]);
        Assert.Contains(await PlaceAsync(shard, active: 2, known: 2, compatible: 2), s_silos[..2]);
    }

    /// <summary>Who places a shard may know less than the node that it is placed on: this one has just handed it over.</summary>
    [Theory]
    [InlineData(3, 3, 3, false)]
    [InlineData(3, 2, 2, true)]
    [InlineData(3, 3, 2, true)]
    [InlineData(2, 2, 2, true)]
    public async Task A_node_opens_no_shard_of_another_that_it_knows_to_have_shards(int active, int known, int shards, bool opens)
    {
        var openings = new ShardOpenings(Members(active), Manifests(known, shards), Saying.Of<ILocalSiloDetails>("get_SiloAddress", s_silos[0]));
        int opened = 0;
        var gone = new TaskCompletionSource();

        Task<ShardHost> RunAsync(int shard) => openings.RunAsync(
            shard, gone.Task,
            () =>
            {
                opened++;
                return Task.FromResult<ShardHost>(null!);
            },
            CancellationToken.None);

        if (opens)
        {
            // One that this node has when n3 isn't there.
            await RunAsync(Enumerable.Range(0, ShardKey.Count).First(static shard => Drawn(shard) == "n3" && ShardKey.Weight(shard, "n1") > ShardKey.Weight(shard, "n2")));
        }
        else
        {
            InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(DrawnTo("n3")));
            Assert.Contains("drawn to node n3", refused.Message, StringComparison.Ordinal);
        }

        await RunAsync(DrawnTo("n1"));
        Assert.Equal(opens ? 2 : 1, opened);
    }

    private static string Drawn(int shard) => ((string[])["n1", "n2", "n3"]).MaxBy(name => ShardKey.Weight(shard, name))!;

    private static int DrawnTo(string node) => Enumerable.Range(0, ShardKey.Count).First(shard => Drawn(shard) == node);

    private static IClusterMembershipService Members(int active)
    {
        var members = s_silos.Select((silo, i) => new ClusterMember(silo, i < active ? SiloStatus.Active : SiloStatus.Dead, $"n{i + 1}")).ToImmutableDictionary(static member => member.SiloAddress);
        return Saying.Of<IClusterMembershipService>("get_CurrentSnapshot", new ClusterMembershipSnapshot(members, new MembershipVersion(1)));
    }

    /// <summary>What is known of the first nodes, the first of which have shards.</summary>
    private static IClusterManifestProvider Manifests(int known, int shards)
    {
        var none = new GrainManifest(ImmutableDictionary<GrainType, GrainProperties>.Empty, ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty);
        var its = new GrainManifest(
            none.Grains.Add(GrainType.Create(ShardDraw.GrainTypeName), new GrainProperties(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal))), none.Interfaces);
        return Saying.Of<IClusterManifestProvider>("get_Current", new ClusterManifest(
            new MajorMinorVersion(1, 1), s_silos[..known].Select((silo, i) => (silo, i)).ToImmutableDictionary(static item => item.silo, item => item.i < shards ? its : none)));
    }

    private static Task<SiloAddress> PlaceAsync(int shard, int active, int known, int compatible, int shards = 3)
    {
        var director = new ShardPlacementDirector(Members(active), Manifests(known, shards));
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
