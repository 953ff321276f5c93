namespace QapiGen.Jobs;

/// <summary>The name under which jobs can be observed; what there is to see stands in the README of this library.</summary>
public static class JobDiagnostics
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string SourceName = "QapiGen.Jobs";
}
