using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Manuals;

/// <summary>An older version of the schema, that a manual tells the differences from.</summary>
/// <param name="Name">What the user calls it, such as <c>9.2</c>.</param>
/// <param name="Report">What changed since.</param>
/// <param name="Schema">The older schema itself; null if only what the wire shows of it is known. It tells which types are new.</param>
public sealed record ManualBaseline(string Name, CompatibilityReport Report, QapiSchema? Schema);
