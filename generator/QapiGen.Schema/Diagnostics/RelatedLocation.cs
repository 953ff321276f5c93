using QapiGen.Schema.Text;

namespace QapiGen.Schema.Diagnostics;

/// <summary>A further place that a diagnostic points at.</summary>
/// <param name="Location">The place.</param>
/// <param name="Message">What is there.</param>
public sealed record RelatedLocation(SchemaLocation Location, string Message);
