namespace QapiGen.Schema.Tokens;

/// <summary>Kinds of tokens (spec R-3).</summary>
public enum TokenKind
{
    /// <summary>The end of the file (spec R-10).</summary>
    EndOfInput,

    /// <summary><c>{</c>.</summary>
    OpenBrace,

    /// <summary><c>}</c>.</summary>
    CloseBrace,

    /// <summary><c>[</c>.</summary>
    OpenBracket,

    /// <summary><c>]</c>.</summary>
    CloseBracket,

    /// <summary><c>:</c>.</summary>
    Colon,

    /// <summary><c>,</c>.</summary>
    Comma,

    /// <summary>A string in single quotes.</summary>
    Text,

    /// <summary>The keyword <c>true</c>.</summary>
    True,

    /// <summary>The keyword <c>false</c>.</summary>
    False,

    /// <summary>A comment that starts with <c>##</c> (spec R-6), or any comment inside a documentation block.</summary>
    Comment,

    /// <summary>What is no token; it has been reported.</summary>
    Bad,
}
