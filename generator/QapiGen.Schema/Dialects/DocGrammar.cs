namespace QapiGen.Schema.Dialects;

/// <summary>How documentation is cut into sections (spec V-17).</summary>
public enum DocGrammar
{
    /// <summary>Sections of the 10.x releases (spec 2.2).</summary>
    Sections,

    /// <summary>The state machine of 7.2 and before (spec 2.4).</summary>
    States,

    /// <summary>The lines speak for themselves, nothing is refused (spec V-42).</summary>
    Lenient,
}
