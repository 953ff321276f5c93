namespace QapiGen.Jobs.Core;

/// <summary>What a host has to do next for a transaction.</summary>
/// <param name="Kind">What.</param>
/// <param name="Member">With which member.</param>
public readonly record struct JobDirective(JobDirectiveKind Kind, int Member = 0);
