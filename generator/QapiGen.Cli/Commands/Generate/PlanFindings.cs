using System;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>Turns what the plan of the generated code found into diagnostics.</summary>
internal static class PlanFindings
{
    /// <summary>The diagnostic of a finding.</summary>
    public static SchemaDiagnostic ToDiagnostic(PlanFinding finding) =>
        new(RuleOf(finding.Kind), finding.Location, new EquatableArray<string>(finding.Arguments));

    private static SchemaRule RuleOf(PlanFindingKind kind) => kind switch
    {
        PlanFindingKind.ModuleMismatch => SchemaRules.ModuleMismatch,
        PlanFindingKind.DroppedTypeUsed => SchemaRules.DroppedTypeUsed,
        PlanFindingKind.DroppedBranch => SchemaRules.DroppedBranch,
        PlanFindingKind.PatternWithoutMatch => SchemaRules.PatternWithoutMatch,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
