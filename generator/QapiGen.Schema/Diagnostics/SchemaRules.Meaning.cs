namespace QapiGen.Schema.Diagnostics;

public static partial class SchemaRules
{
    /// <summary>An object defines nothing, or several things (spec S-1). Arguments: what was found.</summary>
    public static readonly SchemaRule DefinitionKind = new(
        "QAPI1001",
        "definition-kind",
        SchemaSeverity.Error,
        "{0}; a definition has exactly one of the keys 'alternate', 'command', 'enum', 'event', 'struct', 'union'");

    /// <summary>The value of a definition's kind isn't its name (spec S-2). Arguments: the key.</summary>
    public static readonly SchemaRule NameNotString = new(
        "QAPI1002",
        "name-not-string",
        SchemaSeverity.Error,
        "the value of '{0}' must be the definition's name, a string");

    /// <summary>A name doesn't have the form of a name (spec N-1, N-2, N-6, N-8, N-12). Arguments: what is named, name, what is wrong.</summary>
    public static readonly SchemaRule BadName = new(
        "QAPI1003",
        "bad-name",
        SchemaSeverity.Error,
        "{0} name '{1}' is not valid: {2}");

    /// <summary>Two flat members of an object clash (spec S-69, N-10). Arguments: member, the other one.</summary>
    public static readonly SchemaRule DuplicateMember = new(
        "QAPI1004",
        "duplicate-member",
        SchemaSeverity.Error,
        "member '{0}' clashes with {1}; members must differ in more than '-', '_' and '.'");

    /// <summary>The case or punctuation of a name isn't what its kind has (spec N-3, N-8). Arguments: what is named, name, what would be right.</summary>
    public static readonly SchemaRule BadNameCase = new(
        "QAPI1005",
        "bad-name-case",
        SchemaSeverity.Error,
        "{0} name '{1}' {2}");

    /// <summary>The name of a definition ends in what implicit types end in (spec N-4, N-8). Arguments: what is named, name, suffix.</summary>
    public static readonly SchemaRule ReservedSuffix = new(
        "QAPI1006",
        "reserved-suffix",
        SchemaSeverity.Error,
        "{0} name '{1}' must not end in '{2}', which names implicit types");

    /// <summary>A member has a name that C code of QEMU needs (spec N-5). Arguments: name.</summary>
    public static readonly SchemaRule ReservedMemberName = new(
        "QAPI1007",
        "reserved-member-name",
        SchemaSeverity.Error,
        "member name '{0}' is reserved; 'u' and names that start with 'has-' or 'has_' can't be used");

    /// <summary>A required key is missing (spec S-7). Arguments: owner, missing keys.</summary>
    public static readonly SchemaRule MissingKey = new(
        "QAPI1008",
        "missing-key",
        SchemaSeverity.Error,
        "{0} lacks {1}");

    /// <summary>A key isn't known here (spec S-8). Arguments: owner, unknown keys, allowed keys.</summary>
    public static readonly SchemaRule UnknownKey = new(
        "QAPI1009",
        "unknown-key",
        SchemaSeverity.Error,
        "{0} has unknown {1}; valid keys are {2}");

    /// <summary>A value has the wrong shape (spec S-10 to S-45). Arguments: what it is, what would be right.</summary>
    public static readonly SchemaRule WrongShape = new(
        "QAPI1010",
        "wrong-shape",
        SchemaSeverity.Error,
        "{0} must be {1}");

    /// <summary>An alternate has no alternatives (spec S-28).</summary>
    public static readonly SchemaRule EmptyAlternate = new(
        "QAPI1011",
        "empty-alternate",
        SchemaSeverity.Error,
        "'data' must hold at least one alternative");

    /// <summary>Boxed without anything to box (spec S-33).</summary>
    public static readonly SchemaRule BoxedWithoutData = new(
        "QAPI1012",
        "boxed-without-data",
        SchemaSeverity.Error,
        "'boxed' needs 'data', the name of an object type");

    /// <summary>Boxed with inline members (spec S-34).</summary>
    public static readonly SchemaRule BoxedInlineData = new(
        "QAPI1013",
        "boxed-inline-data",
        SchemaSeverity.Error,
        "with 'boxed', 'data' must be the name of an object type");

    /// <summary>A flag has another value than its only legal one (spec S-52, S-53). Arguments: flag, legal value.</summary>
    public static readonly SchemaRule BadFlag = new(
        "QAPI1014",
        "bad-flag",
        SchemaSeverity.Error,
        "flag '{0}' may only have the value {1}; leave it out otherwise");

    /// <summary>A command is both out-of-band and a coroutine (spec S-54).</summary>
    public static readonly SchemaRule OutOfBandCoroutine = new(
        "QAPI1015",
        "out-of-band-coroutine",
        SchemaSeverity.Error,
        "'allow-oob' and 'coroutine' exclude each other");

    /// <summary>A condition can't be read (spec C-2, C-7). Arguments: what is wrong.</summary>
    public static readonly SchemaRule BadCondition = new(
        "QAPI1016",
        "bad-condition",
        SchemaSeverity.Error,
        "'if' condition: {0}");

    /// <summary>A union has a base or a discriminator, but not both (spec S-24). Arguments: what is there, what is missing.</summary>
    public static readonly SchemaRule IncompleteUnion = new(
        "QAPI1017",
        "incomplete-union",
        SchemaSeverity.Error,
        "union has '{0}' but no '{1}'; it must have both or neither");

    /// <summary>A preprocessor condition that can't be evaluated (spec C-8). Arguments: the text.</summary>
    public static readonly SchemaRule ConditionNotEvaluable = new(
        "QAPI1018",
        "condition-not-evaluable",
        SchemaSeverity.Warning,
        "condition '{0}' can't be evaluated; it is taken as one opaque symbol, which is not defined. Use defined(X), '!', '&&', '||' and parentheses only");

    /// <summary>Bases or conditions nest deeper than anything real. Arguments: what nests, limit.</summary>
    public static readonly SchemaRule NestedTooDeep = new(
        "QAPI1019",
        "nested-too-deep",
        SchemaSeverity.Error,
        "{0} are nested more than {1} deep");

    /// <summary>The name is taken by an earlier definition (spec S-60). Arguments: name, the earlier one.</summary>
    public static readonly SchemaRule DuplicateDefinition = new(
        "QAPI1020",
        "duplicate-definition",
        SchemaSeverity.Error,
        "'{0}' is already defined as {1}");

    /// <summary>The name is taken by a predefined type (spec S-61). Arguments: name, what it is.</summary>
    public static readonly SchemaRule PredefinedName = new(
        "QAPI1021",
        "predefined-name",
        SchemaSeverity.Error,
        "'{0}' is the name of {1}");

    /// <summary>A type that nobody defines (spec S-65, S-67, S-69, S-73, S-75, S-78, S-80). Arguments: user, type.</summary>
    public static readonly SchemaRule UnknownType = new(
        "QAPI1022",
        "unknown-type",
        SchemaSeverity.Error,
        "{0} uses unknown type '{1}'");

    /// <summary>Two features of one thing clash (spec S-63, S-69, N-11). Arguments: feature, owner, the other feature.</summary>
    public static readonly SchemaRule DuplicateFeature = new(
        "QAPI1023",
        "duplicate-feature",
        SchemaSeverity.Error,
        "feature '{0}' of {1} clashes with feature '{2}'");

    /// <summary>A type has a feature that types can't have (spec S-64). Arguments: feature.</summary>
    public static readonly SchemaRule FeatureNotForTypes = new(
        "QAPI1024",
        "feature-not-for-types",
        SchemaSeverity.Error,
        "feature '{0}' is not supported for types; give it to the commands, events, members or values concerned");

    /// <summary>Two values of an enum clash (spec S-66). Arguments: value, the other one.</summary>
    public static readonly SchemaRule DuplicateValue = new(
        "QAPI1025",
        "duplicate-value",
        SchemaSeverity.Error,
        "value '{0}' clashes with value '{1}'; values must differ in more than '-', '_' and '.'");

    /// <summary>A base is no struct (spec S-67). Arguments: base, what it is.</summary>
    public static readonly SchemaRule BaseNotStruct = new(
        "QAPI1026",
        "base-not-struct",
        SchemaSeverity.Error,
        "base '{0}' must be a struct, but is {1}");

    /// <summary>An object type contains itself through bases or branches (spec S-68). Arguments: type.</summary>
    public static readonly SchemaRule RecursiveObject = new(
        "QAPI1027",
        "recursive-object",
        SchemaSeverity.Error,
        "object type '{0}' contains itself");

    /// <summary>The discriminator isn't a member of the base (spec S-70). Arguments: name, base, members.</summary>
    public static readonly SchemaRule UnknownDiscriminator = new(
        "QAPI1028",
        "unknown-discriminator",
        SchemaSeverity.Error,
        "discriminator '{0}' is not a member of {1}; members are {2}");

    /// <summary>The discriminator can't tell branches (spec S-71). Arguments: name, what is wrong.</summary>
    public static readonly SchemaRule BadDiscriminator = new(
        "QAPI1029",
        "bad-discriminator",
        SchemaSeverity.Error,
        "discriminator '{0}' {1}");

    /// <summary>A union has no branch at all (spec S-72). Arguments: enum.</summary>
    public static readonly SchemaRule UnionWithoutBranches = new(
        "QAPI1030",
        "union-without-branches",
        SchemaSeverity.Error,
        "union has no branches: 'data' is empty and enum '{0}' has no values");

    /// <summary>A branch isn't a value of the discriminator's enum (spec S-73). Arguments: branch, enum.</summary>
    public static readonly SchemaRule UnknownBranch = new(
        "QAPI1031",
        "unknown-branch",
        SchemaSeverity.Error,
        "branch '{0}' is not a value of enum '{1}'");

    /// <summary>A branch isn't of an object type (spec S-73). Arguments: branch, type, what it is, what would be right.</summary>
    public static readonly SchemaRule BadBranchType = new(
        "QAPI1032",
        "bad-branch-type",
        SchemaSeverity.Error,
        "branch '{0}' can't use {2} '{1}'; it must be {3}");

    /// <summary>A member of a branch clashes with one of the base (spec S-74). Arguments: branch, member, its type, the base's member.</summary>
    public static readonly SchemaRule BranchMemberClash = new(
        "QAPI1033",
        "branch-member-clash",
        SchemaSeverity.Error,
        "member '{1}' of type '{2}', used by branch '{0}', clashes with {3}");

    /// <summary>Two alternatives clash by name (spec S-75). Arguments: name, the other one.</summary>
    public static readonly SchemaRule DuplicateAlternative = new(
        "QAPI1034",
        "duplicate-alternative",
        SchemaSeverity.Error,
        "alternative '{0}' clashes with alternative '{1}'");

    /// <summary>An alternative's type can't be told by its JSON kind (spec S-76). Arguments: name, what it is.</summary>
    public static readonly SchemaRule BadAlternativeType = new(
        "QAPI1035",
        "bad-alternative-type",
        SchemaSeverity.Error,
        "alternative '{0}' can't use {1}");

    /// <summary>An alternative can't be told from an earlier one (spec S-77). Arguments: name, the earlier one, common kinds.</summary>
    public static readonly SchemaRule AmbiguousAlternative = new(
        "QAPI1036",
        "ambiguous-alternative",
        SchemaSeverity.Error,
        "alternative '{0}' can't be told from '{1}': both take {2}");

    /// <summary>Arguments or event data are of no object type (spec S-78). Arguments: type, what it is.</summary>
    public static readonly SchemaRule BadDataType = new(
        "QAPI1037",
        "bad-data-type",
        SchemaSeverity.Error,
        "'data' must be an object type, but '{0}' is {1}");

    /// <summary>Arguments are a union without being boxed (spec S-78). Arguments: type.</summary>
    public static readonly SchemaRule UnionNeedsBoxed = new(
        "QAPI1038",
        "union-needs-boxed",
        SchemaSeverity.Error,
        "'data' can take union type '{0}' only with 'boxed': true");

    /// <summary>Arguments that aren't boxed have a conditional member (spec S-79). Arguments: member.</summary>
    public static readonly SchemaRule ConditionalArguments = new(
        "QAPI1039",
        "conditional-arguments",
        SchemaSeverity.Error,
        "conditional member '{0}' is supported only with 'boxed': true");

    /// <summary>A command returns no object (spec S-81). Arguments: type, what it is.</summary>
    public static readonly SchemaRule BadReturnType = new(
        "QAPI1040",
        "bad-return-type",
        SchemaSeverity.Error,
        "'returns' must be an object type or an array of one, but '{0}' is {1}; pragma 'command-returns-exceptions' permits it");

    /// <summary>The schema uses too many feature names (spec S-85). Arguments: feature, limit.</summary>
    public static readonly SchemaRule TooManyFeatures = new(
        "QAPI1041",
        "too-many-features",
        SchemaSeverity.Error,
        "feature '{0}' is one too many; a schema can have {1} distinct feature names");

    /// <summary>Definitions repeat more members of other types than anything real. Arguments: limit.</summary>
    public static readonly SchemaRule TooManyRepeatedMembers = new(
        "QAPI1042",
        "too-many-repeated-members",
        SchemaSeverity.Error,
        "up to here bases, branches and 'data' repeat more than {0} members of other types; each of them would be generated once more");

    /// <summary>Conditions drop a branch but keep its discriminator value (spec W-7). Arguments: union, branch, condition.</summary>
    public static readonly SchemaRule DroppedBranch = new(
        "QAPI1051",
        "dropped-branch",
        SchemaSeverity.Warning,
        "union '{0}': branch '{1}' is dropped (if {2}) but value '{1}' of its discriminator is kept; objects with this value are rejected");
}
