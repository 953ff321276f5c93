using QapiGen.Schema.Text;

namespace QapiGen.Schema.Tokens;

/// <summary>A token: its kind and where it stands.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Start">Offset of its first UTF-16 unit.</param>
/// <param name="Length">Its length in UTF-16 units, quotes included; 0 at the end of the input.</param>
public readonly record struct Token(TokenKind Kind, int Start, int Length)
{
    /// <summary>Where it stands.</summary>
    public SourceSpan Span => new(Start, Length);

    /// <summary>Offset behind its last unit.</summary>
    public int End => Start + Length;

    /// <summary>Whether a value can start with it (spec 1.2).</summary>
    public bool StartsValue => Kind is TokenKind.OpenBrace or TokenKind.OpenBracket or TokenKind.Text or TokenKind.True or TokenKind.False;
}

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
