namespace QapiGen.Schema.Introspection;

/// <summary>A built-in type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JsonType">Its JSON kind: <c>string number int boolean null value</c>.</param>
public sealed record BuiltinInfo(string Name, string JsonType) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "builtin";
}
