namespace QapiGen.Schema.Model;

/// <summary>A built-in type (spec 8).</summary>
public sealed class BuiltinType : SchemaType
{
    /// <summary>Which one.</summary>
    public required BuiltinKind Kind { get; init; }
}
