using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Versions;

namespace QapiGen.Compatibility.History;

/// <summary>A schema as one release had it.</summary>
/// <param name="Version">The release, such as <c>10.2</c>.</param>
/// <param name="Schema">Its schema.</param>
public sealed record SchemaRelease(ReleaseVersion Version, WireSchema Schema);
