using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>A value of an enum.</summary>
/// <param name="Name">The text on the wire.</param>
/// <param name="Features">Its features; null where the key is absent.</param>
public sealed record EnumMemberInfo(string Name, EquatableArray<string>? Features = null);
