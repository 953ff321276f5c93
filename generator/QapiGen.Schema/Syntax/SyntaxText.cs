namespace QapiGen.Schema.Syntax;

/// <summary>Words for what stands in a schema, to be used in messages.</summary>
public static class SyntaxText
{
    private const int LongestQuote = 40;

    /// <summary>Names a value: <c>string 'x'</c>, <c>an object</c>, <c>an array</c>, <c>true</c>.</summary>
    public static string Describe(ValueSyntax value) => value switch
    {
        StringSyntax text => "string '" + Shorten(text.Value) + "'",
        ObjectSyntax => "an object",
        ArraySyntax => "an array",
        BooleanSyntax { Value: true } => "true",
        _ => "false",
    };

    internal static string Describe(Lexer lexer) => lexer.Current.Kind switch
    {
        TokenKind.EndOfInput => "the end of the file",
        TokenKind.Text => "string '" + Shorten(lexer.StringValue) + "'",
        TokenKind.Comment => "the start of a documentation block ('##')",
        TokenKind.True or TokenKind.False => lexer.CurrentText,
        _ => "'" + Shorten(lexer.CurrentText) + "'",
    };

    internal static string Shorten(string text) => text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote) + "...";
}
