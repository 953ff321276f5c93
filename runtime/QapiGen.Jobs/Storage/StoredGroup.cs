using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>A group as it is kept. One that nothing was kept of is open, with the members that there are.</summary>
/// <param name="Number">Number of its oldest member.</param>
/// <param name="State">Its state.</param>
public readonly record struct StoredGroup(long Number, JobTransactionState State);
