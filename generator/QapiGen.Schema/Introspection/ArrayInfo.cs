namespace QapiGen.Schema.Introspection;

/// <summary>An array type.</summary>
/// <param name="Name"><c>[T]</c>.</param>
/// <param name="ElementType">Reference to the element's type.</param>
public sealed record ArrayInfo(string Name, string ElementType) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "array";
}
