namespace QapiGen.Schema.Introspection;

/// <summary>Kinds of JSON values.</summary>
internal enum JsonKind
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}
