using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>An enum.</summary>
/// <param name="Name">Its masked name.</param>
/// <param name="Members">The values, in order.</param>
/// <param name="HasMembers">False for the shape of 5.2, which has <c>values</c> only (spec V-30).</param>
public sealed record EnumInfo(string Name, EquatableArray<EnumMemberInfo> Members, bool HasMembers = true) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "enum";
}
