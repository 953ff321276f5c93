using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;

namespace QapiGen.SourceGenerator;

/// <summary>What planning a root gives: its modules, each planned only if it isn't equal to what it was before, and what there is once.</summary>
/// <param name="Module">A module, or null.</param>
/// <param name="Root">What there is once, or null.</param>
internal readonly record struct PlannedUnit(ModulePlan? Module, RootSpec? Root);
