using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>An event as introspection shows it.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">The type of its data; an object without members for none.</param>
/// <param name="Features">Its features, in schema order.</param>
public sealed record QmpEventInfo(string Name, QmpTypeInfo Data, IReadOnlyList<string> Features);
