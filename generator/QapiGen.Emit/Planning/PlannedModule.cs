using System;
using System.Collections.Generic;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Planning;

/// <summary>What was made of a module, and of each of its definitions, so that the plan which follows needs to make only what has changed.</summary>
/// <param name="Spec">The module's spec.</param>
/// <param name="Frame">What every definition's share depends on.</param>
/// <param name="Definitions">The definitions by name; empty if nothing is to follow.</param>
internal sealed record PlannedModule(ModuleSpec Spec, EquatableArray<object?> Frame, IReadOnlyDictionary<string, PlannedDefinition> Definitions);

/// <summary>A definition's share in the spec of its module, with what it was made from. Holds nothing of the model.</summary>
/// <param name="Facts">Everything that it was made from beyond the frame; equal facts make an equal share.</param>
/// <param name="Spec">Its spec; null for what has none, such as the arguments of a command.</param>
/// <param name="Lines">It as JSON: one SchemaInfo object, and perhaps that of a built-in type that it uses; none for what isn't seen on the wire.</param>
/// <param name="Documentation">What is said about it, as JSON; null for nothing.</param>
internal sealed record PlannedDefinition(EquatableArray<object?> Facts, object? Spec, IReadOnlyList<string> Lines, string? Documentation)
{
    /// <summary>The specs of one kind, in order.</summary>
    public static EquatableArray<T> SpecsOf<T>(IReadOnlyList<PlannedDefinition> definitions)
    {
        var specs = new List<T>();
        foreach (PlannedDefinition definition in definitions)
        {
            if (definition.Spec is T spec)
            {
                specs.Add(spec);
            }
        }

        return new(specs.Count == 0 ? Array.Empty<T>() : specs.ToArray());
    }
}
