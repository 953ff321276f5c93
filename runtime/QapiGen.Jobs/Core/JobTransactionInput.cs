namespace QapiGen.Jobs.Core;

/// <summary>Something that happens to a transaction.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Member">Index of the member that it is about.</param>
/// <param name="Flag">See the kinds.</param>
public readonly record struct JobTransactionInput(JobTransactionInputKind Kind, int Member = 0, bool Flag = false);
