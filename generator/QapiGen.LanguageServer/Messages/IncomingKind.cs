namespace QapiGen.LanguageServer.Messages;

/// <summary>What was read.</summary>
internal enum IncomingKind
{
    /// <summary>A message's content.</summary>
    Message,

    /// <summary>Headers that tell no length.</summary>
    Malformed,

    /// <summary>A message that was longer than allowed; it has been skipped.</summary>
    TooLong,

    /// <summary>The end of the input.</summary>
    End,
}
