using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Syntax;

/// <summary>Words for what stands in a schema, to be used in messages.</summary>
public static class SyntaxText
{
    /// <summary>Names a value: <c>string 'x'</c>, <c>an object</c>, <c>an array</c>, <c>true</c>.</summary>
    public static string Describe(ValueSyntax value) => value switch
    {
        StringSyntax text => "string '" + TokenText.Shorten(text.Value) + "'",
        ObjectSyntax => "an object",
        ArraySyntax => "an array",
        BooleanSyntax { Value: true } => "true",
        _ => "false",
    };
}
