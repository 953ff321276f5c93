namespace QapiGen.Schema.Model;

/// <summary>The array of a type, named <c>TList</c>.</summary>
public sealed class ArrayType : SchemaType
{
    /// <summary>The element's type; never an array.</summary>
    public required SchemaType Element { get; init; }
}
