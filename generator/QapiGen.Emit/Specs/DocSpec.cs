using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>XML documentation as plain text; the writer escapes it.</summary>
/// <param name="Summary">What the element is.</param>
/// <param name="Remarks">Further paragraphs.</param>
/// <param name="Returns">What a command returns, or null.</param>
public sealed record DocSpec(string Summary, EquatableArray<string> Remarks = default, string? Returns = null);
