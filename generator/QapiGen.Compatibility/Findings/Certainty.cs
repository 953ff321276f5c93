namespace QapiGen.Compatibility.Findings;

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
