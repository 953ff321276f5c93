using System;
using Orleans;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>How an operation went. The numbers go over the wire.</summary>
internal enum ShardOutcome
{
    /// <summary>It is done, and durable.</summary>
    Done = 0,

    /// <summary>It was refused; nothing has happened.</summary>
    Refused = 1,

    /// <summary>It is under way; to be asked for again.</summary>
    Pending = 2,

    /// <summary>Nothing has happened, since the shard is about to move; to be asked for again, as if for the first time.</summary>
    Moving = 3,

    /// <summary>An owner of the shard that is gone may have carried it out, or not, and nobody can tell any more.</summary>
    Unknown = 4,

    /// <summary>It may be carried out, and this owner won't know: the next one will; to be asked for again.</summary>
    Left = 5,

    /// <summary>A job that has no place here was to be made, where its id was known to be, unless there is one with that id: there is none.</summary>
    Absent = 6,
}

/// <summary>The answer to a <see cref="ShardRequest"/>.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Sequence">Number of the last transition that was told by then: what it caused is among those.</param>
/// <param name="ErrorClass">Class of the refusal.</param>
/// <param name="Error">Text of the refusal.</param>
/// <param name="Operations">How many operations are noted.</param>
/// <param name="Shard">The shard that has the job, and numbered <paramref name="Sequence"/>; null if it is the one that was asked.</param>
/// <param name="Trouble">Why what is under way gets no further just now; null if it does, or an older version doesn't say.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardReply")]
internal sealed record ShardReply(
    [property: Id(0)] ShardOutcome Outcome, [property: Id(1)] long Sequence = 0, [property: Id(2)] string? ErrorClass = null, [property: Id(3)] string? Error = null,
    [property: Id(4)] long Operations = 0, [property: Id(5)] int? Shard = null, [property: Id(6)] string? Trouble = null);

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
