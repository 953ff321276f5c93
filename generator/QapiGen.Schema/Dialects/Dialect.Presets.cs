using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace QapiGen.Schema.Dialects;

public sealed partial record Dialect
{
    /// <summary>Accepts every real schema of all releases (spec V-42).</summary>
    public static Dialect Lenient { get; } = new("lenient")
    {
        ConditionStrings = ConditionStringForm.Either,
        AllowsConditionArrays = true,
        AllowsSimpleUnions = true,
        AllowsUnstableTypes = true,
        Names = NameForm.AnyCase,
        Pragmas = PragmaKeys.All,
        RequiresMemberDescriptions = false,
        AllowsConditionalArguments = true,
        MaxFeatureNames = null,
        Documentation = DocGrammar.Lenient,
        ChecksDocLines = false,
        ReturnsSectionNeedsReturns = false,
    };

    /// <summary>The language of QEMU 5.2.</summary>
    public static Dialect Qemu52 { get; } = new("5.2")
    {
        ConditionStrings = ConditionStringForm.Preprocessor,
        AllowsConditionArrays = true,
        AllowsConditionObjects = false,
        AllowsSimpleUnions = true,
        AllowsUnionAsBranch = false,
        AllowsArrayAlternatives = false,
        AllowsFeaturesOnValues = false,
        AllowsUnstableTypes = true,
        Names = NameForm.MixedDefinitions,
        ReservesKindSuffix = true,
        Pragmas = PragmaKeys.Common | PragmaKeys.Whitelists,
        RequiresMemberDescriptions = false,
        AllowsConditionalArguments = true,
        MaxFeatureNames = null,
        FirstDefinitionKeyCounts = true,
        RefusesTopLevelToken = true,
        Documentation = DocGrammar.States,
        Headings = DocHeadings.Split,
        ChecksDocLines = false,
        ReturnsSectionNeedsReturns = false,
        AllowsBlankAfterSymbol = false,
        DoubleQuoteEndsStrayText = true,
        BuiltinModuleName = null,
        QTypePrefix = "QTYPE",
        IntrospectsEnumMembers = false,
    };

    /// <summary>The language of QEMU 7.2.</summary>
    public static Dialect Qemu72 { get; } = new("7.2")
    {
        AllowsUnionAsBranch = false,
        Pragmas = PragmaKeys.Common | PragmaKeys.Exceptions,
        RequiresMemberDescriptions = false,
        AllowsConditionalArguments = true,
        MaxFeatureNames = null,
        Documentation = DocGrammar.States,
        Headings = DocHeadings.Split,
        ChecksDocLines = false,
        ReturnsSectionNeedsReturns = false,
        AllowsBlankAfterSymbol = false,
        DoubleQuoteEndsStrayText = true,
        QTypePrefix = "QTYPE",
    };

    /// <summary>The language of QEMU 10.0.</summary>
    public static Dialect Qemu100 { get; } = new("10.0") { Headings = DocHeadings.FirstLine, ChecksDocLines = false };

    /// <summary>The language of QEMU 10.2.</summary>
    public static Dialect Qemu102 { get; } = new("10.2");

    /// <summary>The language of QEMU 11.1: that of 10.2, as far as its programs show; there is no sign of a change in what they answer to <c>query-qmp-schema</c>.</summary>
    public static Dialect Qemu111 { get; } = Qemu102 with { Name = "11.1" };

    /// <summary>All presets, the lenient one first, then by release.</summary>
    public static IReadOnlyList<Dialect> Presets { get; } = new[] { Lenient, Qemu52, Qemu72, Qemu100, Qemu102, Qemu111 };

    /// <summary>Finds a preset by its name, exactly as written in <see cref="Name"/>.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out Dialect? dialect)
    {
        foreach (Dialect preset in Presets)
        {
            if (string.Equals(preset.Name, name, StringComparison.Ordinal))
            {
                dialect = preset;
                return true;
            }
        }

        dialect = null;
        return false;
    }
}
