using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>An alternate.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="TypeName">The C# name.</param>
/// <param name="IsRecursive">Whether a value may hold another of the same type.</param>
/// <param name="Alternatives">The alternatives.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record AlternateSpec(
    string WireName, string TypeName, bool IsRecursive, EquatableArray<AlternativeSpec> Alternatives, MarkSpec Mark, DocSpec Doc);
