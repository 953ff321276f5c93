namespace QapiGen.Cli;

/// <summary>What the tool ends with.</summary>
internal static class ExitCodes
{
    /// <summary>Everything is fine.</summary>
    public const int Success = 0;

    /// <summary>Faults in a schema, breaking changes, or an error that the server answered.</summary>
    public const int Findings = 1;

    /// <summary>The call or its environment is wrong: unknown option, unreadable file, no connection.</summary>
    public const int Failure = 2;
}
