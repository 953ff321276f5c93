using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dump;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>Checks what a configuration makes of a schema (spec W-7).</summary>
public static class ConfigurationCheck
{
    /// <summary>Reports every branch that the configuration drops while it keeps the discriminator's value.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="symbols">The configuration.</param>
    /// <param name="diagnostics">Takes the findings, in order of entry.</param>
    public static void CheckBranches(QapiSchema schema, SymbolSet symbols, DiagnosticBag diagnostics)
    {
        foreach (SchemaEntity entity in schema.Entities)
        {
            if (entity is ObjectType { Discriminator.Type: EnumType tag } union && symbols.Holds(union.Condition))
            {
                CheckBranches(union, tag, symbols, diagnostics);
            }
        }
    }

    private static void CheckBranches(ObjectType union, EnumType tag, SymbolSet symbols, DiagnosticBag diagnostics)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (EnumValue value in tag.Values)
        {
            if (symbols.Holds(value.Condition))
            {
                kept.Add(value.Name);
            }
        }

        foreach (Branch branch in union.Branches)
        {
            if (!symbols.Holds(branch.Condition) && kept.Contains(branch.Name))
            {
                string[] arguments = { union.Name, branch.Name, ConditionText.Format(branch.Condition!) };
                diagnostics.Add(new SchemaDiagnostic(SchemaRules.DroppedBranch, branch.Location, new EquatableArray<string>(arguments))
                {
                    DefinitionLine = union.Location?.Position.Line ?? 0,
                });
            }
        }
    }
}
