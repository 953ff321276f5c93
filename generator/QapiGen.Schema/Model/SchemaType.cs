namespace QapiGen.Schema.Model;

/// <summary>A type: built-in, enum, object, alternate or array.</summary>
public abstract class SchemaType : SchemaEntity
{
}
