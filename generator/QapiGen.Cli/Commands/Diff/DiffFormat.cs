using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Forms in which findings are written.</summary>
internal enum DiffFormat
{
    /// <summary>For a person at a terminal.</summary>
    Text,

    /// <summary>For programs: the findings.</summary>
    Json,

    /// <summary>For programs: the findings with the sides and the counts.</summary>
    JsonReport,

    /// <summary>For publishing.</summary>
    Markdown,

    /// <summary>For those who use the schema: added, changed, deprecated, removed.</summary>
    Changelog,

    /// <summary>For code hosts.</summary>
    Sarif,
}

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
