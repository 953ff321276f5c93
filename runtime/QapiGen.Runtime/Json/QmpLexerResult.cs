namespace QapiGen.Runtime.Json;

/// <summary>Why the lexer came back.</summary>
internal enum QmpLexerResult
{
    /// <summary>All input is used up.</summary>
    NeedsInput,

    /// <summary>The tokens are those of a whole message.</summary>
    Message,

    /// <summary>A byte that fits nowhere; the text so far is in the tokens (QMP spec 2.4).</summary>
    Stray,

    /// <summary>The message is too long.</summary>
    TooLong,

    /// <summary>The message has too many tokens.</summary>
    TooManyTokens,

    /// <summary>The message is nested too deeply.</summary>
    TooDeep,
}
