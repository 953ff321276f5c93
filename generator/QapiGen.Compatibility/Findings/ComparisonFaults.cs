using QapiGen.Schema.Diagnostics;

namespace QapiGen.Compatibility.Findings;

/// <summary>The fault of a comparison that couldn't be made in full.</summary>
public static class ComparisonIncomplete
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3901";

    /// <summary>The rule. Arguments: which side, what is missing.</summary>
    public static SchemaRule Rule { get; } = new(Id, "comparison-incomplete", SchemaSeverity.Error, "the {0} schema can't be compared in full: {1}");
}

/// <summary>The fault of a comparison with nothing on its old side, in which nothing can break: mostly a file or pipe that wasn't what was meant.</summary>
public static class SideEmpty
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3903";

    /// <summary>The rule. Arguments: which side.</summary>
    public static SchemaRule Rule { get; } =
        new(Id, "side-empty", SchemaSeverity.Warning, "the {0} schema has neither commands nor events, so that nothing can break");
}
