namespace QapiGen.Schema.Model;

/// <summary>An event.</summary>
public sealed class EventDefinition : SchemaEntity
{
    /// <summary>The type of its data; null when there is none.</summary>
    public ObjectType? Data { get; init; }

    /// <summary>Whether generated code takes the data as one object.</summary>
    public bool IsBoxed { get; init; }
}
