using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>A member of an object type.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="IsOptional">Whether it may be absent.</param>
/// <param name="Features">Its features, in schema order.</param>
public sealed record QmpMemberInfo(string Name, QmpTypeInfo Type, bool IsOptional, IReadOnlyList<string> Features);
