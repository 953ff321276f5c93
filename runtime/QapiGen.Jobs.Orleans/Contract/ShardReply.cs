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

    /// <summary>A job that isn't bound to a node was to be made here, where all are, unless there is one with its id: there is none.</summary>
    Absent = 6,
}

/// <summary>The answer to a <see cref="ShardRequest"/>.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Sequence">Number of the last transition that was told by then: what it caused is among those.</param>
/// <param name="ErrorClass">Class of the refusal.</param>
/// <param name="Error">Text of the refusal.</param>
/// <param name="Operations">How many operations are noted.</param>
/// <param name="Shard">The shard that has the job, and numbered <paramref name="Sequence"/>; null if it is the one that was asked.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardReply")]
internal sealed record ShardReply(
    [property: Id(0)] ShardOutcome Outcome, [property: Id(1)] long Sequence = 0, [property: Id(2)] string? ErrorClass = null, [property: Id(3)] string? Error = null,
    [property: Id(4)] long Operations = 0, [property: Id(5)] int? Shard = null);
