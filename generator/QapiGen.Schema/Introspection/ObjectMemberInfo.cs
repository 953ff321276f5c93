using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>A member of an object type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Reference to its type.</param>
/// <param name="IsOptional">Whether <c>default</c> is there, which means optional.</param>
/// <param name="Features">Its features; null where the key is absent.</param>
public sealed record ObjectMemberInfo(string Name, string Type, bool IsOptional, EquatableArray<string>? Features = null);
