using QapiGen.Schema.Text;

namespace QapiGen.Emit.Planning;

/// <summary>Something that the plan of a schema found.</summary>
/// <param name="Kind">What.</param>
/// <param name="Location">Where, or null for the whole root.</param>
/// <param name="Arguments">What fills the message.</param>
public sealed record PlanFinding(PlanFindingKind Kind, SchemaLocation? Location, params string[] Arguments);
