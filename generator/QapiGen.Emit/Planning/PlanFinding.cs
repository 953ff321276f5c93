using System;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Planning;

/// <summary>Something that the plan of a schema found.</summary>
/// <param name="Kind">What.</param>
/// <param name="Location">Where, or null for the whole root.</param>
/// <param name="Arguments">What fills the message.</param>
public sealed record PlanFinding(PlanFindingKind Kind, SchemaLocation? Location, params string[] Arguments)
{
    /// <summary>The finding as a diagnostic.</summary>
    /// <param name="root">Where the root begins; null if findings about the whole of it have no place.</param>
    public SchemaDiagnostic ToDiagnostic(SchemaLocation? root) => (Location ?? root) is SchemaLocation place
        ? new(RuleOf(Kind), place, new EquatableArray<string>(Arguments)) { DefinitionLine = place.Position.Line }
        : new(RuleOf(Kind), null, new EquatableArray<string>(Arguments));

    private static SchemaRule RuleOf(PlanFindingKind kind) => kind switch
    {
        PlanFindingKind.ModuleMismatch => SchemaRules.ModuleMismatch,
        PlanFindingKind.ModuleForItself => SchemaRules.ModuleForItself,
        PlanFindingKind.DroppedTypeUsed => SchemaRules.DroppedTypeUsed,
        PlanFindingKind.DroppedBranch => SchemaRules.DroppedBranch,
        PlanFindingKind.PatternWithoutMatch => SchemaRules.PatternWithoutMatch,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

/// <summary>Kinds of findings of a plan.</summary>
public enum PlanFindingKind
{
    /// <summary>A referenced assembly has a module of this name with other definitions. Arguments: file name, assembly.</summary>
    ModuleMismatch,

    /// <summary>A referenced assembly has of this module only what its own role needs. Arguments: file name, assembly, the setting that mends it.</summary>
    ModuleForItself,

    /// <summary>What is kept uses what a condition drops; it is kept too. Arguments: user, used.</summary>
    DroppedTypeUsed,

    /// <summary>A branch is dropped while its discriminator's value is kept. Arguments: union, branch, condition.</summary>
    DroppedBranch,

    /// <summary>A pattern matches no command or event. Arguments: pattern, <c>command</c> or <c>event</c>.</summary>
    PatternWithoutMatch,
}
