namespace QapiGen.Schema.Diagnostics;

/// <summary>A rule that a schema can break.</summary>
/// <param name="Id"><c>QAPI</c> and four digits; ranges are in the style guide of this project: 0xxx text, 1xxx meaning, 2xxx documentation, 3xxx compatibility, 4xxx configuration, 5xxx use.</param>
/// <param name="Name">Kebab-case name, unique.</param>
/// <param name="Severity">Severity unless configured otherwise.</param>
/// <param name="Format">Message with <c>{0}</c>-style places; says what was found and what would be right.</param>
public sealed record SchemaRule(string Id, string Name, SchemaSeverity Severity, string Format);

/// <summary>How grave a finding is.</summary>
public enum SchemaSeverity
{
    /// <summary>Worth knowing, wrong in no way.</summary>
    Info,

    /// <summary>Accepted, but doubtful.</summary>
    Warning,

    /// <summary>The schema is rejected.</summary>
    Error,
}
