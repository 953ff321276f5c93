using System;
using Orleans;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>An operation on a job.</summary>
/// <remarks>A retry has the same number, so that it isn't a second operation.</remarks>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardRequest")]
internal sealed record ShardRequest
{
    /// <summary>Number of the operation, the same in each retry.</summary>
    [Id(0)]
    public Guid Operation { get; init; }

    /// <summary>What is to be done.</summary>
    [Id(1)]
    public ShardVerb Verb { get; init; }

    /// <summary>Id of the job.</summary>
    [Id(2)]
    public string Id { get; init; } = "";

    /// <summary>Whether it may have been asked for before, without an answer.</summary>
    [Id(3)]
    public bool IsRetry { get; init; }

    /// <summary>How many operations the shard had noted when it was asked for first, as far as was known: what it noted after those, it has to remember.</summary>
    [Id(4)]
    public long Known { get; init; }

    /// <summary>Bytes per second, for the verbs that have it.</summary>
    [Id(5)]
    public long Speed { get; init; }

    /// <summary>Of a job that is to be made.</summary>
    [Id(6)]
    public ShardCreation? Creation { get; init; }

    /// <summary>The activity that asks, as in the header <c>traceparent</c>; null if nobody watches.</summary>
    [Id(7)]
    public string? Trace { get; init; }

    /// <summary>The jobs of a group that is to be made; <see cref="Id"/> is then the name of the group.</summary>
    [Id(8)]
    public ShardMember[]? Members { get; init; }
}

/// <summary>A job of a group that is to be made.</summary>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardMember")]
internal sealed record ShardMember([property: Id(0)] string Id, [property: Id(1)] long Speed, [property: Id(2)] ShardCreation Creation);

/// <summary>A job that is to be made.</summary>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardCreation")]
internal sealed record ShardCreation
{
    [Id(0)]
    public string Driver { get; init; } = "";

    /// <summary>JSON.</summary>
    [Id(1)]
    public byte[] Arguments { get; init; } = [];

    [Id(2)]
    public string Type { get; init; } = "";

    [Id(3)]
    public bool AutoFinalize { get; init; }

    [Id(4)]
    public bool AutoDismiss { get; init; }

    [Id(5)]
    public bool Attaches { get; init; }

    [Id(6)]
    public bool IsBlocking { get; init; }

    [Id(7)]
    public bool Starts { get; init; }

    /// <summary>The node that it is bound to; null for any.</summary>
    [Id(8)]
    public string? Node { get; init; }
}

/// <summary>What can be asked of a shard. The numbers go over the wire.</summary>
internal enum ShardVerb
{
    Create = 0,
    Pause = 1,
    Resume = 2,
    Cancel = 3,
    Complete = 4,
    Dismiss = 5,
    Finalize = 6,
    SetSpeed = 7,
    CreateGroup = 8,
}

/// <summary>Which of a shard's jobs are asked for. Type and status as on the wire.</summary>
/// <param name="Before">Only those whose number is below this one.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Status">Only those of a status; null for all.</param>
/// <param name="Type">Only those of a type; null for all.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardQuery")]
internal sealed record ShardQuery([property: Id(0)] long Before, [property: Id(1)] int Limit, [property: Id(2)] string? Status, [property: Id(3)] string? Type);
