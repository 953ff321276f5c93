namespace QapiGen.Runtime.Metadata;

/// <summary>One thing that a live server lacks.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where: command or event, then member names, then the value: <c>job-change.id</c>, <c>blockdev-add.driver=luks</c>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record QmpSchemaDifference(QmpSchemaDifferenceKind Kind, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}

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
