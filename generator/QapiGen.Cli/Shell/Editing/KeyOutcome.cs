namespace QapiGen.Cli.Shell.Editing;

/// <summary>What a key did to the line being edited.</summary>
internal enum KeyOutcome
{
    /// <summary>It changed the line, or nothing.</summary>
    Edited,

    /// <summary>The line is complete.</summary>
    Accept,

    /// <summary>The line is given up.</summary>
    Cancel,

    /// <summary>There will be no more lines.</summary>
    EndOfInput,
}
