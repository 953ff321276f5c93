using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>An alternate.</summary>
/// <param name="Name">Its masked name.</param>
/// <param name="Types">References to the types of its alternatives, in order.</param>
public sealed record AlternateInfo(string Name, EquatableArray<string> Types) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "alternate";
}
