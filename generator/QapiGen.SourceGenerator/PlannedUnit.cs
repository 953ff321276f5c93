using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;

namespace QapiGen.SourceGenerator;

/// <summary>What planning a root gives: its modules, each planned only if it isn't equal to what it was before, and what there is once.</summary>
/// <param name="Module">A module, or null.</param>
/// <param name="Root">What there is once, or null.</param>
/// <param name="Findings">What is wrong with the schemas; of the last unit alone.</param>
internal readonly record struct PlannedUnit(ModulePlan? Module, RootSpec? Root, EquatableArray<Finding> Findings = default);
