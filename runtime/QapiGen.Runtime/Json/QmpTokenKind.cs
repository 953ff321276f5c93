namespace QapiGen.Runtime.Json;

/// <summary>Kinds of token (QMP spec 2.1).</summary>
internal enum QmpTokenKind : byte
{
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Colon,
    Comma,
    Number,
    String,
    Keyword,
}
