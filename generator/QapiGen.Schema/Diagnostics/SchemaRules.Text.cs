namespace QapiGen.Schema.Diagnostics;

/// <summary>The rules of the language; one part per range of ids.</summary>
public static partial class SchemaRules
{
    /// <summary>The root file can't be read (spec R-26). Arguments: path, reason.</summary>
    public static readonly SchemaRule UnreadableRoot = new(
        "QAPI0001",
        "unreadable-root",
        SchemaSeverity.Error,
        "can't read schema file '{0}': {1}");

    /// <summary>Text that is no token (spec R-9). Arguments: the text.</summary>
    public static readonly SchemaRule StrayText = new(
        "QAPI0003",
        "stray-text",
        SchemaSeverity.Error,
        "'{0}' is no token; expected one of {{ }} [ ] : , a string in single quotes, true or false");

    /// <summary>A string isn't closed on its line (spec R-7).</summary>
    public static readonly SchemaRule UnterminatedString = new(
        "QAPI0004",
        "unterminated-string",
        SchemaSeverity.Error,
        "the line ends inside a string; close it with ' on the same line");

    /// <summary>An escape other than two backslashes in a string (spec R-7). Arguments: the character after the backslash.</summary>
    public static readonly SchemaRule BadEscape = new(
        "QAPI0005",
        "bad-escape",
        SchemaSeverity.Error,
        "unknown escape '\\{0}' in a string; only '\\\\' (a backslash) is known");

    /// <summary>A character outside printable ASCII in a string (spec R-7). Arguments: the code point.</summary>
    public static readonly SchemaRule BadStringCharacter = new(
        "QAPI0006",
        "bad-string-character",
        SchemaSeverity.Error,
        "character {0} in a string; only printable ASCII characters are allowed");

    /// <summary>After '{' stands neither a key nor '}' (spec R-13). Arguments: what stands there.</summary>
    public static readonly SchemaRule ExpectedMember = new(
        "QAPI0010",
        "expected-member",
        SchemaSeverity.Error,
        "found {0}; expected a key in single quotes or '}}' after '{{'");

    /// <summary>After a key stands no ':' (spec R-13). Arguments: the key, what stands there.</summary>
    public static readonly SchemaRule ExpectedColon = new(
        "QAPI0011",
        "expected-colon",
        SchemaSeverity.Error,
        "found {1}; expected ':' after key '{0}'");

    /// <summary>A key occurs twice in one object (spec ). Arguments: the key.</summary>
    public static readonly SchemaRule DuplicateKey = new(
        "QAPI0012",
        "duplicate-key",
        SchemaSeverity.Error,
        "key '{0}' occurs a second time in this object; each key may occur once");

    /// <summary>No value starts here (spec R-13). Arguments: what stands there.</summary>
    public static readonly SchemaRule ExpectedValue = new(
        "QAPI0013",
        "expected-value",
        SchemaSeverity.Error,
        "found {0}; expected a value: '{{', '[', a string, true or false");

    /// <summary>A member of an object is followed by neither ',' nor '}' (spec R-13). Arguments: what stands there.</summary>
    public static readonly SchemaRule ExpectedCommaOrBrace = new(
        "QAPI0014",
        "expected-comma-or-brace",
        SchemaSeverity.Error,
        "found {0}; expected ',' or '}}' after a member of an object");

    /// <summary>After ',' in an object stands no key (spec R-13). Arguments: what stands there.</summary>
    public static readonly SchemaRule ExpectedKey = new(
        "QAPI0015",
        "expected-key",
        SchemaSeverity.Error,
        "found {0}; expected a key in single quotes after ','");

    /// <summary>After '[' stands neither a value nor ']' (spec R-13). Arguments: what stands there.</summary>
    public static readonly SchemaRule ExpectedElement = new(
        "QAPI0016",
        "expected-element",
        SchemaSeverity.Error,
        "found {0}; expected a value or ']' after '['");

    /// <summary>An element of an array is followed by neither ',' nor ']' (spec R-13). Arguments: what stands there.</summary>
    public static readonly SchemaRule ExpectedCommaOrBracket = new(
        "QAPI0017",
        "expected-comma-or-bracket",
        SchemaSeverity.Error,
        "found {0}; expected ',' or ']' after an element of an array");

    /// <summary>At the top level stands what starts no object (spec ). Arguments: what stands there.</summary>
    public static readonly SchemaRule ExpectedDefinition = new(
        "QAPI0018",
        "expected-definition",
        SchemaSeverity.Error,
        "found {0}; expected a definition or a directive, which start with '{{'");

    /// <summary>A value at the top level is no object (spec R-12). Arguments: what stands there.</summary>
    public static readonly SchemaRule TopLevelNotObject = new(
        "QAPI0019",
        "top-level-not-object",
        SchemaSeverity.Error,
        "found {0} at the top level; a definition or a directive is an object, '{{' ... '}}'");

    /// <summary>A directive has a further key (spec T-20, T-21). Arguments: directive, key.</summary>
    public static readonly SchemaRule DirectiveExtraKey = new(
        "QAPI0030",
        "directive-extra-key",
        SchemaSeverity.Error,
        "'{0}' directive has a further key '{1}'; it must stand alone");

    /// <summary>The value of an include directive isn't a string (spec T-20). Arguments: what stands there.</summary>
    public static readonly SchemaRule IncludeNotString = new(
        "QAPI0031",
        "include-not-string",
        SchemaSeverity.Error,
        "found {0}; the value of 'include' must be a path in single quotes");

    /// <summary>The value of a pragma directive isn't an object (spec T-21). Arguments: what stands there.</summary>
    public static readonly SchemaRule PragmaNotObject = new(
        "QAPI0032",
        "pragma-not-object",
        SchemaSeverity.Error,
        "found {0}; the value of 'pragma' must be an object of settings");

    /// <summary>A pragma key isn't known in the dialect (spec T-21). Arguments: the key, dialect, known keys.</summary>
    public static readonly SchemaRule UnknownPragma = new(
        "QAPI0033",
        "unknown-pragma",
        SchemaSeverity.Error,
        "unknown pragma '{0}' in dialect {1}; known are {2}");

    /// <summary>The value of a pragma key has the wrong shape (spec T-21). Arguments: the key, what is right, what stands there.</summary>
    public static readonly SchemaRule BadPragmaValue = new(
        "QAPI0034",
        "bad-pragma-value",
        SchemaSeverity.Error,
        "found {2}; pragma '{0}' must be {1}");

    /// <summary>A file includes itself, directly or through others (spec I-3). Arguments: include string.</summary>
    public static readonly SchemaRule IncludeCycle = new(
        "QAPI0040",
        "include-cycle",
        SchemaSeverity.Error,
        "including '{0}' closes a loop: it is this file or one that includes it");

    /// <summary>An included file can't be read (spec I-4). Arguments: joined path, reason, what is meant perhaps (include strings in quotes, behind a semicolon) or nothing.</summary>
    public static readonly SchemaRule MissingInclude = new(
        "QAPI0041",
        "missing-include",
        SchemaSeverity.Error,
        "can't read include file '{0}': {1}{2}");
}
