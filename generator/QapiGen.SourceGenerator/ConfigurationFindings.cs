using System;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Turns what is wrong with the build's configuration into diagnostics of the schema.</summary>
internal static class ConfigurationFindings
{
    /// <summary>Adds the findings of a root.</summary>
    public static void Add(DiagnosticBag bag, ParsedFile root, SchemaPlan plan)
    {
        var start = new SchemaLocation(root.Input.File, new SourceSpan(0, 0));
        if (root.Input.Root!.FindFault() is { } fault)
        {
            bag.Add(Create(SchemaRules.InvalidSetting, start, fault.Name, fault.Value, fault.Valid));
        }

        foreach (PlanFinding finding in plan.Findings)
        {
            bag.Add(Create(GetRule(finding.Kind), finding.Location ?? start, finding.Arguments));
        }
    }

    private static SchemaDiagnostic Create(SchemaRule rule, SchemaLocation location, params string[] arguments) =>
        new(rule, location, new EquatableArray<string>(arguments)) { DefinitionLine = location.Position.Line };

    private static SchemaRule GetRule(PlanFindingKind kind) => kind switch
    {
        PlanFindingKind.ModuleMismatch => SchemaRules.ModuleMismatch,
        PlanFindingKind.DroppedTypeUsed => SchemaRules.DroppedTypeUsed,
        PlanFindingKind.DroppedBranch => SchemaRules.DroppedBranch,
        PlanFindingKind.PatternWithoutMatch => SchemaRules.PatternWithoutMatch,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
