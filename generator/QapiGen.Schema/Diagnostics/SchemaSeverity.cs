namespace QapiGen.Schema.Diagnostics;

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
