using System.Collections.Generic;
using QapiGen.Emit.Specs;

namespace QapiGen.Emit.Planning;

/// <summary>A schema's specs, and what is worth telling about them.</summary>
/// <param name="Spec">The specs.</param>
/// <param name="Findings">Faults and warnings of the plan.</param>
public sealed record SchemaPlan(SchemaSpec Spec, IReadOnlyList<PlanFinding> Findings);
