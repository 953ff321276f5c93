using QapiGen.JobLab.Scripting;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Tests.Model;

/// <summary>A job of a random life, and what is known of it from outside.</summary>
internal sealed class ModelJob(Job job, ScriptedDriver driver, object? group)
{
    public Job Job => job;

    public ScriptedDriver Driver => driver;

    public object? Group => group;

    /// <summary>The last status that was announced.</summary>
    public JobStatus Announced { get; set; } = JobStatus.Created;

    /// <summary>Pauses that are neither the user's nor the driver's.</summary>
    public int Pauses { get; set; }

    public bool IsReadyAsked { get; set; }

    /// <summary>Whether the work function has been called: not while the job stands in its first pause point.</summary>
    public bool HasBegun(in JobState state) => driver.HasBegun && state.Has(JobFlags.Started);
}
