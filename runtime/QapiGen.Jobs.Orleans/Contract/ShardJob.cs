using Orleans;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>A job at one instant. Type and status as on the wire; an older version tells neither node nor number.</summary>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardJob")]
internal readonly record struct ShardJob(
    [property: Id(0)] string Id, [property: Id(1)] string Type, [property: Id(2)] string Status,
    [property: Id(3)] long Current, [property: Id(4)] long Total, [property: Id(5)] string? Error,
    [property: Id(6)] string? Node = null, [property: Id(7)] long Number = 0, [property: Id(8)] string? BoundTo = null);

/// <summary>A shard as a node finds it.</summary>
/// <param name="Epoch">The epoch of its owner.</param>
/// <param name="Sequence">Number of the last transition that was told.</param>
/// <param name="Node">Name of the node that it is on.</param>
/// <param name="Operations">How many operations are noted.</param>
/// <param name="Nodes">The nodes that jobs of this shard's ids were bound to.</param>
/// <param name="BoundTo">The node that the shard itself is bound to; null if it isn't, or nothing was ever in it.</param>
/// <param name="HeldBecause">Why its jobs wait without drivers; null if they don't.</param>
/// <param name="Losses">How many owners were lost in a row, each soon after it had opened the shard.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardStatus")]
internal sealed record ShardStatus([property: Id(0)] long Epoch, [property: Id(1)] long Sequence, [property: Id(2)] string Node,
    [property: Id(3)] long Operations = 0, [property: Id(4)] string[]? Nodes = null, [property: Id(5)] string? BoundTo = null,
    [property: Id(6)] string? HeldBecause = null, [property: Id(7)] int Losses = 0);
