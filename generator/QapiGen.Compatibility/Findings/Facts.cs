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
