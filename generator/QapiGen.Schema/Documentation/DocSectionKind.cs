namespace QapiGen.Schema.Documentation;

/// <summary>Kinds of documentation sections, of both generations (spec 2.2 and 2.4).</summary>
public enum DocSectionKind
{
    /// <summary>The text before everything else.</summary>
    Body,

    /// <summary>Description of a member, branch, enum value or argument.</summary>
    Member,

    /// <summary>Description of a feature.</summary>
    Feature,

    /// <summary>What a command returns.</summary>
    Returns,

    /// <summary>Errors of a command.</summary>
    Errors,

    /// <summary>Version that introduced the definition.</summary>
    Since,

    /// <summary>Something to be done.</summary>
    Todo,

    /// <summary>A <c>Note:</c> or <c>Notes:</c> section of older releases.</summary>
    Note,

    /// <summary>An <c>Example:</c> or <c>Examples:</c> section of older releases.</summary>
    Example,

    /// <summary>Untagged text after another section.</summary>
    Plain,
}
