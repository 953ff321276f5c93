namespace QapiGen.Cli.Commands;

/// <summary>Forms in which faults are written.</summary>
internal enum CheckFormat
{
    /// <summary>For a person, on standard error, with a summary on standard output.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>For code hosts.</summary>
    Sarif,
}
