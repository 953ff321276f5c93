namespace QapiGen.Jobs.Core;

/// <summary>What came of an input to a transaction.</summary>
/// <param name="State">The state now.</param>
/// <param name="Directive">What to do next; the answer to it is the next input.</param>
public readonly record struct JobTransactionStep(JobTransactionState State, JobDirective Directive);
