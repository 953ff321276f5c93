namespace QapiGen.Schema.Introspection;

/// <summary>An event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ArgumentType">Reference to the object type of its data.</param>
public sealed record EventInfo(string Name, string ArgumentType) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "event";
}
