using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>From which verdict on the tool ends with <see cref="ExitCodes.Findings"/>.</summary>
internal enum DiffThreshold
{
    /// <summary>Breaking changes.</summary>
    Breaking,

    /// <summary>Risky changes, too.</summary>
    Risky,

    /// <summary>Never: the findings are only shown.</summary>
    Never,
}
