using Orleans;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>Which of a shard's jobs are asked for. Type and status as on the wire.</summary>
/// <param name="Before">Only those whose number is below this one.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Status">Only those of a status; null for all.</param>
/// <param name="Type">Only those of a type; null for all.</param>
[GenerateSerializer]
[Alias("QapiGen.Jobs.ShardQuery")]
internal sealed record ShardQuery([property: Id(0)] long Before, [property: Id(1)] int Limit, [property: Id(2)] string? Status, [property: Id(3)] string? Type);
