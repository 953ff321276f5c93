namespace QapiGen.Schema.Tokens;

/// <summary>Words for tokens, to be used in messages.</summary>
internal static class TokenText
{
    private const int LongestQuote = 40;

    /// <summary>Names the token that a lexer stands at: <c>string 'x'</c>, <c>'{'</c>, <c>the end of the file</c>.</summary>
    public static string Describe(Lexer lexer) => lexer.Current.Kind switch
    {
        TokenKind.EndOfInput => "the end of the file",
        TokenKind.Text => "string '" + Shorten(lexer.StringValue) + "'",
        TokenKind.Comment => "the start of a documentation block ('##')",
        TokenKind.True or TokenKind.False => lexer.CurrentText,
        _ => "'" + Shorten(lexer.CurrentText) + "'",
    };

    /// <summary>A quotation that fits a message.</summary>
    public static string Shorten(string text) => text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote) + "...";
}
