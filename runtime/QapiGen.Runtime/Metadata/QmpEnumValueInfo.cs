using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>A value of an enum.</summary>
/// <param name="Name">The value on the wire.</param>
/// <param name="Features">Its features; always empty from servers before 6.2.</param>
public sealed record QmpEnumValueInfo(string Name, IReadOnlyList<string> Features);
