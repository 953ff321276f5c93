using QapiGen.Runtime.Server;

namespace QapiGen.ConformanceHost;

/// <summary>What the commands of all modules share.</summary>
public sealed class RecordedState
{
    /// <summary>Makes the state.</summary>
    public RecordedState(ConformanceArguments arguments) => Arguments = arguments;

    /// <summary>How the host was started.</summary>
    public ConformanceArguments Arguments { get; }

    /// <summary>The service.</summary>
    public QmpService? Service { get; set; }
}
