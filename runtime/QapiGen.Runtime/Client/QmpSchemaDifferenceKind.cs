namespace QapiGen.Runtime.Client;

/// <summary>What a live server lacks that compiled-in code counts on.</summary>
public enum QmpSchemaDifferenceKind
{
    /// <summary>The server has no such command.</summary>
    MissingCommand,

    /// <summary>The server never sends this event.</summary>
    MissingEvent,

    /// <summary>The server refuses an argument, or a member within one.</summary>
    MissingArgument,

    /// <summary>The server refuses a value of an enum that is sent to it.</summary>
    MissingValue,

    /// <summary>The server wants an argument that the code doesn't know or may leave out.</summary>
    RequiredArgument,

    /// <summary>The server doesn't always send a member of a result or event that the code requires.</summary>
    MissingResult,

    /// <summary>The server has another type there.</summary>
    DifferentType,

    /// <summary>The server doesn't run the command out-of-band.</summary>
    MissingOutOfBand,

    /// <summary>The server never sends an optional member of a result or event: it reads as absent, always.</summary>
    MissingOptionalResult,

    /// <summary>The server never sends a value of an enum in a result or event: who waits for it waits for ever.</summary>
    MissingResultValue,
}
