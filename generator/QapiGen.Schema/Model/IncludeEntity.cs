namespace QapiGen.Schema.Model;

/// <summary>An include directive as an entity of its module (spec I-7).</summary>
public sealed class IncludeEntity : SchemaEntity
{
    /// <summary>The module included.</summary>
    public required SchemaModule Included { get; init; }
}
