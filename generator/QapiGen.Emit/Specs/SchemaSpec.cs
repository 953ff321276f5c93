using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>Everything that is generated for one root file.</summary>
/// <param name="Root">What there is once.</param>
/// <param name="Modules">What there is per module.</param>
public sealed record SchemaSpec(RootSpec Root, EquatableArray<ModuleSpec> Modules);
