namespace QapiGen.Schema.Dialects;

/// <summary>Which release's language a schema is read as (spec 12), as a set of switches: one per row of spec 12.1.</summary>
/// <remarks>The defaults are those of QEMU 10.2. A preset is a starting point; <c>with</c> turns single switches.</remarks>
/// <param name="Name"><c>lenient</c>, <c>5.2</c>, <c>7.2</c>, <c>10.0</c>, <c>10.2</c> or <c>11.1</c>.</param>
public sealed partial record Dialect(string Name)
{
    /// <summary>What a condition in string form is (spec V-1).</summary>
    public ConditionStringForm ConditionStrings { get; init; } = ConditionStringForm.Symbol;

    /// <summary>Whether a condition may be an array, a conjunction (spec V-2).</summary>
    public bool AllowsConditionArrays { get; init; }

    /// <summary>Whether a condition may be an object with <c>all</c>, <c>any</c> or <c>not</c> (spec V-3).</summary>
    public bool AllowsConditionObjects { get; init; } = true;

    /// <summary>Whether a union may have neither base nor discriminator (spec V-4, T-12).</summary>
    public bool AllowsSimpleUnions { get; init; }

    /// <summary>Whether a branch of a union may itself be a union (spec V-5, S-73).</summary>
    public bool AllowsUnionAsBranch { get; init; } = true;

    /// <summary>Whether an alternative may be an array (spec V-6, S-30).</summary>
    public bool AllowsArrayAlternatives { get; init; } = true;

    /// <summary>Whether enum values may have features (spec V-7).</summary>
    public bool AllowsFeaturesOnValues { get; init; } = true;

    /// <summary>Whether a type may have the feature <c>unstable</c> (spec V-8, S-64).</summary>
    public bool AllowsUnstableTypes { get; init; }

    /// <summary>Which letters names may have (spec V-9).</summary>
    public NameForm Names { get; init; } = NameForm.ByKind;

    /// <summary>Whether no definition of any kind may end in <c>List</c> or <c>Kind</c>; else only types are refused <c>List</c> (spec V-10).</summary>
    public bool ReservesKindSuffix { get; init; }

    /// <summary>Which pragma keys are known (spec V-11, T-21).</summary>
    public PragmaKeys Pragmas { get; init; } = PragmaKeys.Common | PragmaKeys.Exceptions | PragmaKeys.DocumentationExceptions;

    /// <summary>Whether a documented definition must describe each member (spec V-12, D-41).</summary>
    public bool RequiresMemberDescriptions { get; init; } = true;

    /// <summary>Whether arguments that aren't boxed may have conditional members (spec V-13, S-79).</summary>
    public bool AllowsConditionalArguments { get; init; }

    /// <summary>Most distinct feature names of a schema, the two special ones counted; null for no limit (spec V-14, S-85).</summary>
    public int? MaxFeatureNames { get; init; } = 64;

    /// <summary>Whether the first of several definition keys counts, the others being unknown keys (spec V-15, S-1).</summary>
    public bool FirstDefinitionKeyCounts { get; init; }

    /// <summary>Whether a top-level value that is no object is a syntax error at its first token (spec V-16, R-12).</summary>
    public bool RefusesTopLevelToken { get; init; }

    /// <summary>How documentation is cut into sections (spec V-17 to V-21, V-26).</summary>
    public DocGrammar Documentation { get; init; } = DocGrammar.Sections;

    /// <summary>What a heading in documentation does (spec V-22, D-26).</summary>
    public DocHeadings Headings { get; init; } = DocHeadings.Text;

    /// <summary>Whether line length and sentence gaps of documentation are checked (spec V-23, D-23).</summary>
    public bool ChecksDocLines { get; init; } = true;

    /// <summary>Whether a <c>Returns</c> section needs a <c>returns</c> (spec V-24, D-20).</summary>
    public bool ReturnsSectionNeedsReturns { get; init; } = true;

    /// <summary>Whether blanks may follow the colon of a documentation block's symbol line (spec V-25, D-5).</summary>
    public bool AllowsBlankAfterSymbol { get; init; } = true;

    /// <summary>Whether <c>"</c> ends the text that an unexpected character starts (spec V-27, R-9).</summary>
    public bool DoubleQuoteEndsStrayText { get; init; }

    /// <summary>The name that introspection and the dump give the built-in module; null where it has none (spec V-29).</summary>
    public string? BuiltinModuleName { get; init; } = "./builtin";

    /// <summary>Prefix of the built-in enum <c>QType</c>, or null (spec V-29, B-1).</summary>
    public string? QTypePrefix { get; init; }

    /// <summary>Whether introspection lists enum values as <c>members</c> too (spec V-30).</summary>
    public bool IntrospectsEnumMembers { get; init; } = true;

    /// <summary>Whether the faults of documentation beyond D-1, D-2, D-5, D-6 and D-9 are reported (spec V-42).</summary>
    public bool ChecksDocumentation => Documentation != DocGrammar.Lenient;
}
