using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>The names under which client and server can be observed, and the sources behind them.</summary>
public static class QmpDiagnostics
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string SourceName = "QapiGen.Runtime";

    internal static ActivitySource ActivitySource { get; } = new(SourceName);

    internal static Meter Meter { get; } = new(SourceName);
}
