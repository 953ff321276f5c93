using System;

namespace QapiGen.Compatibility.Findings;

/// <summary>Whom a change breaks, and how surely. A rule finds out these facts; severity follows from them in <see cref="Judge"/>.</summary>
/// <param name="OldClient">An old client that meets the new server.</param>
/// <param name="OldServer">A new client that meets an old server.</param>
/// <param name="Source">C# written against the generated code.</param>
public readonly record struct Facts(Certainty OldClient, Certainty OldServer, SourceBreaks Source)
{
    /// <summary>Facts of a change that nobody notices.</summary>
    public static Facts None => default;

    /// <summary>What either of two sets of facts says.</summary>
    public Facts And(Facts other) => new(
        OldClient > other.OldClient ? OldClient : other.OldClient,
        OldServer > other.OldServer ? OldServer : other.OldServer,
        Source | other.Source);

    /// <summary>The facts, no surer than that.</summary>
    public Facts AtMost(Certainty most) => new(OldClient > most ? most : OldClient, OldServer > most ? most : OldServer, Source);

    /// <summary>The facts without the C# that isn't there.</summary>
    public Facts For(SourceBreaks code) => this with { Source = Source & code };
}

/// <summary>How surely a change breaks somebody.</summary>
public enum Certainty
{
    /// <summary>It doesn't concern them.</summary>
    Never,

    /// <summary>Worth knowing, breaks nothing.</summary>
    Information,

    /// <summary>Only if the peer sends, or they use, what one side lacks: it may never happen.</summary>
    Possible,

    /// <summary>For everybody who uses the element, and for nobody else.</summary>
    WhenUsed,

    /// <summary>For everybody who uses the command or event at all.</summary>
    Always,
}

/// <summary>Which way the values go that a change is about.</summary>
[System.Flags]
public enum Direction
{
    /// <summary>Neither: the change doesn't show on the wire.</summary>
    None = 0,

    /// <summary>From client to server: arguments.</summary>
    Send = 1,

    /// <summary>From server to client: results and events.</summary>
    Receive = 2,

    /// <summary>Both ways.</summary>
    Both = Send | Receive,

    /// <summary>From an older version to a newer one, through a store: arguments and checkpoints of jobs. Of <see cref="CompatibilityProfile.Stored"/> only.</summary>
    Stored = 4,
}

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
