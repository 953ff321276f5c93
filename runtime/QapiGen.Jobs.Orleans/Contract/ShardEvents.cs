using System;
using Orleans;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>A transition of a job.</summary>
/// <param name="Id">Id of the job.</param>
/// <param name="From">The status before, as on the wire.</param>
/// <param name="To">The status after.</param>
/// <param name="Error">Why it failed, as far as it is known; null while it hasn't.</param>
/// <param name="Time">When, by the clock of the shard's node.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardTransition")]
internal readonly record struct ShardTransition(
    [property: Id(0)] string Id, [property: Id(1)] string From, [property: Id(2)] string To, [property: Id(3)] string? Error, [property: Id(4)] DateTimeOffset Time);

/// <summary>Transitions of a shard, without a gap among them.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="First">Number of the first one, or, if there is none, of the next that will be.</param>
/// <param name="Transitions">The transitions.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardEvents")]
internal sealed record ShardEvents([property: Id(0)] int Shard, [property: Id(1)] long First, [property: Id(2)] ShardTransition[] Transitions);
