namespace QapiGen.Runtime.Client;

/// <summary>The members of messages that a client looks at.</summary>
internal enum MessageMemberKind
{
    Other,
    Id,
    Return,
    Error,
    Event,
    Data,
    Timestamp,
    Greeting,
}
