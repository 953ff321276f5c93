using Orleans;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>A job at one instant. Type and status as on the wire; an older version tells neither node nor number.</summary>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardJob")]
internal readonly record struct ShardJob(
    [property: Id(0)] string Id, [property: Id(1)] string Type, [property: Id(2)] string Status,
    [property: Id(3)] long Current, [property: Id(4)] long Total, [property: Id(5)] string? Error,
    [property: Id(6)] string? Node = null, [property: Id(7)] long Number = 0);

/// <summary>A shard as a node finds it.</summary>
/// <param name="Epoch">The epoch of its owner.</param>
/// <param name="Sequence">Number of the last transition that was told.</param>
/// <param name="Node">Name of the node that it is on.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardStatus")]
internal sealed record ShardStatus([property: Id(0)] long Epoch, [property: Id(1)] long Sequence, [property: Id(2)] string Node);
