namespace QapiGen.Jobs.Core;

/// <summary>What came of an input.</summary>
/// <param name="State">The state now; unchanged if it was refused.</param>
/// <param name="Effects">What the host has to do.</param>
/// <param name="Refusal">Why nothing happened; <see cref="JobRefusal.None"/> if it did.</param>
public readonly record struct JobStep(JobState State, JobEffects Effects, JobRefusal Refusal = JobRefusal.None);
