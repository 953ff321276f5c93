namespace QapiGen.Schema.Diagnostics;

/// <content>How a build uses a schema.</content>
public static partial class SchemaRules
{
    /// <summary>A setting of a schema has a value that isn't known. Arguments: setting, value, valid values.</summary>
    public static readonly SchemaRule InvalidSetting = new(
        "QAPI4001",
        "invalid-setting",
        SchemaSeverity.Error,
        "{0}=\"{1}\" is not valid for a QapiSchema item; valid are {2}");

    /// <summary>A referenced assembly was generated from another module of the same name, so this build gets types of its own. Arguments: file name, assembly.</summary>
    public static readonly SchemaRule ModuleMismatch = new(
        "QAPI4002",
        "module-mismatch",
        SchemaSeverity.Info,
        "assembly {1} was generated from another '{0}' than the one included here, so types of its own are generated for it; Reuse=\"false\" says that this is meant");

    /// <summary>What is generated uses a definition whose condition fails (spec C-9); it is generated too. Arguments: user, used.</summary>
    public static readonly SchemaRule DroppedTypeUsed = new(
        "QAPI4003",
        "dropped-type-used",
        SchemaSeverity.Warning,
        "'{0}' is part of this build and uses '{1}', whose condition fails; '{1}' is generated all the same");

    /// <summary>A pattern selects nothing. Arguments: pattern, <c>command</c> or <c>event</c>.</summary>
    public static readonly SchemaRule PatternWithoutMatch = new(
        "QAPI4004",
        "pattern-without-match",
        SchemaSeverity.Warning,
        "no {1} matches '{0}'");

    /// <summary>A symbol of <c>Conditions</c> that no condition asks for. Arguments: symbol, those that conditions ask for.</summary>
    public static readonly SchemaRule UnknownConditionSymbol = new(
        "QAPI4020",
        "unknown-condition-symbol",
        SchemaSeverity.Warning,
        "no condition of the schema asks for '{0}', which Conditions names; they ask for: {1}");

    /// <summary>Two roots generate the same types into one namespace, or a type of the other's namespace's name. Arguments: what both do, path of the other root.</summary>
    public static readonly SchemaRule NamespaceClash = new(
        "QAPI4021",
        "namespace-clash",
        SchemaSeverity.Error,
        "this schema and '{1}' {0}, so nothing is generated for this one; give its QapiSchema item another Namespace");

    /// <summary>A name on an item that is nearly a setting's. Arguments: name, the setting, kind of item.</summary>
    public static readonly SchemaRule MistypedSetting = new(
        "QAPI4022",
        "mistyped-setting",
        SchemaSeverity.Warning,
        "'{0}' is no setting of {2} items, so it has no effect; {1} is meant, perhaps");

    /// <summary>A root that has no definitions, nor has what it includes.</summary>
    public static readonly SchemaRule EmptySchema = new(
        "QAPI4023",
        "empty-schema",
        SchemaSeverity.Warning,
        "nothing is defined in this schema, so that nothing is generated for it");

    /// <summary>A setting that changes nothing where it stands. Arguments: the setting, why and what would be right.</summary>
    public static readonly SchemaRule IdleSetting = new(
        "QAPI4024",
        "idle-setting",
        SchemaSeverity.Warning,
        "{0} has no effect: {1}");

    /// <summary>A referenced assembly has the module as its own role needs it, so this build gets types of its own. Arguments: file name, assembly, the setting that mends it.</summary>
    public static readonly SchemaRule ModuleForItself = new(
        "QAPI4025",
        "module-for-itself",
        SchemaSeverity.Info,
        "assembly {1} has of '{0}' only what its own role needs, so types of its own are generated for it; {2} on the assembly's QapiSchema item makes it fit for this one, Reuse=\"false\" here says that this is meant");

    /// <summary>A file is an item of the project twice, with different settings.</summary>
    public static readonly SchemaRule ItemTwice = new(
        "QAPI4090",
        "item-twice",
        SchemaSeverity.Error,
        "this file is a QapiSchema item twice, with different settings, and only those of one of them count; say all of them in one item, or let a second root include this file");
}
