namespace QapiGen.Cli.Commands.Diff;

/// <summary>Forms in which findings are written.</summary>
internal enum DiffFormat
{
    /// <summary>For a person at a terminal.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>For publishing.</summary>
    Markdown,

    /// <summary>For those who use the schema: added, changed, deprecated, removed.</summary>
    Changelog,

    /// <summary>For code hosts.</summary>
    Sarif,
}
