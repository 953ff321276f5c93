using System;

namespace QapiGen.Compatibility.Findings;

/// <summary>Whose C# has to be changed after a change of the schema.</summary>
[Flags]
public enum SourceBreaks
{
    /// <summary>Nobody's.</summary>
    None = 0,

    /// <summary>Code that calls commands, or reads results and events.</summary>
    Callers = 1,

    /// <summary>Code that implements a command interface.</summary>
    Implementers = 2,

    /// <summary>Both.</summary>
    Both = Callers | Implementers,
}
