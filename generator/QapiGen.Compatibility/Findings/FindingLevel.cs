namespace QapiGen.Compatibility.Findings;

/// <summary>How grave the findings of a rule are to a project that says so.</summary>
public enum FindingLevel
{
    /// <summary>They aren't shown.</summary>
    None,

    /// <summary>As compatible changes: a note.</summary>
    Note,

    /// <summary>As risky changes: a warning.</summary>
    Warning,

    /// <summary>As breaking changes: an error.</summary>
    Error,
}
