namespace QapiGen.Schema.Diagnostics;

/// <summary>The rules of the language; one part per range of ids.</summary>
public static partial class SchemaRules
{
    /// <summary>The opening <c>##</c> of a documentation block is followed by something on its line (spec D-1).</summary>
    public static readonly SchemaRule TextAfterDocOpener = new(
        "QAPI2001",
        "text-after-doc-opener",
        SchemaSeverity.Error,
        "a documentation block opens with '##' alone on its line");

    /// <summary>The closing <c>##</c> of a documentation block is followed by something on its line (spec D-1).</summary>
    public static readonly SchemaRule TextAfterDocCloser = new(
        "QAPI2002",
        "text-after-doc-closer",
        SchemaSeverity.Error,
        "a documentation block closes with '##' alone on its line");

    /// <summary>Something other than a comment stands in a documentation block (spec D-2). Arguments: what stands there.</summary>
    public static readonly SchemaRule UnclosedDoc = new(
        "QAPI2003",
        "unclosed-doc",
        SchemaSeverity.Error,
        "found {0} inside a documentation block; close the block with '##'");

    /// <summary>No blank follows the <c>#</c> of a documentation line (spec D-3).</summary>
    public static readonly SchemaRule MissingDocBlank = new(
        "QAPI2004",
        "missing-doc-blank",
        SchemaSeverity.Error,
        "a documentation line needs a blank after '#'");

    /// <summary>The symbol line of a documentation block doesn't end with a colon (spec D-5). Arguments: the line.</summary>
    public static readonly SchemaRule MissingSymbolColon = new(
        "QAPI2005",
        "missing-symbol-colon",
        SchemaSeverity.Error,
        "'{0}' opens the documentation of a definition; the line must end with ':'");

    /// <summary>The symbol line of a documentation block names nothing (spec D-5).</summary>
    public static readonly SchemaRule MissingSymbol = new(
        "QAPI2006",
        "missing-symbol",
        SchemaSeverity.Error,
        "the name of a definition must stand between '@' and ':'");

    /// <summary>A definition block isn't followed by its definition (spec D-6). Arguments: the symbol.</summary>
    public static readonly SchemaRule DocWithoutDefinition = new(
        "QAPI2007",
        "doc-without-definition",
        SchemaSeverity.Error,
        "documentation of '{0}' is not followed by its definition");

    /// <summary>A free-form block stands directly before a definition (spec D-7).</summary>
    public static readonly SchemaRule FreeFormBeforeDefinition = new(
        "QAPI2008",
        "free-form-before-definition",
        SchemaSeverity.Error,
        "documentation directly before a definition must name it: start the block with '# @NAME:'");

    /// <summary>A description stands in a free-form block (spec D-11, D-33). Arguments: the description's opening.</summary>
    public static readonly SchemaRule DescriptionInFreeForm = new(
        "QAPI2010",
        "description-in-free-form",
        SchemaSeverity.Error,
        "'{0}' describes something, which only the documentation of a definition may do");

    /// <summary>Text that looks like a description stands where none can (spec D-33). Arguments: the description's opening.</summary>
    public static readonly SchemaRule StrayDescription = new(
        "QAPI2011",
        "stray-description",
        SchemaSeverity.Error,
        "'{0}' is no description here, and ordinary text must not look like one");

    /// <summary>A tag that the 10.x releases refuse (spec D-12). Arguments: the tag.</summary>
    public static readonly SchemaRule OldDocTag = new(
        "QAPI2012",
        "old-doc-tag",
        SchemaSeverity.Error,
        "'{0}:' sections are no longer supported; use reStructuredText markup such as '.. note::' or '.. code-block::'");

    /// <summary>A description names nothing (spec D-14, D-16, D-31).</summary>
    public static readonly SchemaRule UnnamedDescription = new(
        "QAPI2013",
        "unnamed-description",
        SchemaSeverity.Error,
        "the name of what is described must stand between '@' and ':'");

    /// <summary>A member is described twice (spec D-14, D-31). Arguments: the member.</summary>
    public static readonly SchemaRule DuplicateMemberDescription = new(
        "QAPI2014",
        "duplicate-member-description",
        SchemaSeverity.Error,
        "member '{0}' is described a second time in this block");

    /// <summary>A feature is described twice (spec D-16, D-31). Arguments: the feature.</summary>
    public static readonly SchemaRule DuplicateFeatureDescription = new(
        "QAPI2015",
        "duplicate-feature-description",
        SchemaSeverity.Error,
        "feature '{0}' is described a second time in this block");

    /// <summary>A description stands behind the run of descriptions (spec D-14, D-30). Arguments: the description's opening.</summary>
    public static readonly SchemaRule MisplacedDescription = new(
        "QAPI2016",
        "misplaced-description",
        SchemaSeverity.Error,
        "'{0}' comes too late; all descriptions of members stand together, before features and sections");

    /// <summary>A line is indented less than its section (spec D-15, D-33). Arguments: least indentation.</summary>
    public static readonly SchemaRule BadDocIndentation = new(
        "QAPI2017",
        "bad-doc-indentation",
        SchemaSeverity.Error,
        "this line continues a section and must be indented by at least {0} blanks");

    /// <summary>A block has two feature lists (spec D-16).</summary>
    public static readonly SchemaRule DuplicateFeatureList = new(
        "QAPI2018",
        "duplicate-feature-list",
        SchemaSeverity.Error,
        "a second 'Features:' in this block; one list describes all features");

    /// <summary><c>Features:</c> is followed by no description (spec D-16).</summary>
    public static readonly SchemaRule EmptyFeatureList = new(
        "QAPI2019",
        "empty-feature-list",
        SchemaSeverity.Error,
        "expected a feature's description, '@NAME: text', after 'Features:'");

    /// <summary>A section that may occur once occurs twice (spec D-18, D-32). Arguments: the tag.</summary>
    public static readonly SchemaRule DuplicateDocSection = new(
        "QAPI2020",
        "duplicate-doc-section",
        SchemaSeverity.Error,
        "a second '{0}:' section in this block");

    /// <summary>A section has no text (spec D-19, D-34). Arguments: the section.</summary>
    public static readonly SchemaRule EmptyDocSection = new(
        "QAPI2021",
        "empty-doc-section",
        SchemaSeverity.Error,
        "section '{0}:' has no text");

    /// <summary>A line starting with <c>=</c> where no heading can stand (spec D-26).</summary>
    public static readonly SchemaRule MisplacedHeading = new(
        "QAPI2022",
        "misplaced-heading",
        SchemaSeverity.Error,
        "a '=' heading may only stand at the start of a free-form block");

    /// <summary>A documentation line is longer than 70 columns (spec D-23). Arguments: its length.</summary>
    public static readonly SchemaRule DocLineTooLong = new(
        "QAPI2023",
        "doc-line-too-long",
        SchemaSeverity.Error,
        "documentation line has {0} columns; wrap it at 70");

    /// <summary>A sentence in documentation ends with a single blank (spec D-23).</summary>
    public static readonly SchemaRule DocSentenceGap = new(
        "QAPI2024",
        "doc-sentence-gap",
        SchemaSeverity.Error,
        "put two blanks between sentences");

    /// <summary>Pragma <c>doc-required</c> is set and a definition has no documentation (spec D-8). Arguments: kind, name.</summary>
    public static readonly SchemaRule MissingDocumentation = new(
        "QAPI2040",
        "missing-documentation",
        SchemaSeverity.Error,
        "{0} '{1}' needs a documentation block in front of it (pragma 'doc-required')");

    /// <summary>The documentation before a definition names another (spec D-9). Arguments: symbol, name.</summary>
    public static readonly SchemaRule DocumentationNameMismatch = new(
        "QAPI2041",
        "documentation-name-mismatch",
        SchemaSeverity.Error,
        "documentation names '{0}', the definition is '{1}'");

    /// <summary>A section that only commands have, or only commands with a result (spec D-20, D-35). Arguments: tag, what it needs.</summary>
    public static readonly SchemaRule MisplacedDocSection = new(
        "QAPI2042",
        "misplaced-doc-section",
        SchemaSeverity.Error,
        "a '{0}:' section is only valid for {1}");

    /// <summary>A member isn't described although the definition is (spec D-41). Arguments: kind of member, name.</summary>
    public static readonly SchemaRule UndocumentedMember = new(
        "QAPI2043",
        "undocumented-member",
        SchemaSeverity.Error,
        "{0} '{1}' is not described; add '# @{1}: ...' to the documentation block");

    /// <summary>A feature isn't described although the definition is (spec D-42). Arguments: name.</summary>
    public static readonly SchemaRule UndocumentedFeature = new(
        "QAPI2044",
        "undocumented-feature",
        SchemaSeverity.Error,
        "feature '{0}' is not described; add '# @{0}: ...' below 'Features:' in the documentation block");

    /// <summary>The documentation describes members that don't exist (spec D-43). Arguments: names.</summary>
    public static readonly SchemaRule UnknownDocumentedMember = new(
        "QAPI2045",
        "unknown-documented-member",
        SchemaSeverity.Error,
        "documented members do not exist: {0}");

    /// <summary>The documentation describes features that don't exist (spec D-43). Arguments: names.</summary>
    public static readonly SchemaRule UnknownDocumentedFeature = new(
        "QAPI2046",
        "unknown-documented-feature",
        SchemaSeverity.Error,
        "documented features do not exist: {0}");
}
