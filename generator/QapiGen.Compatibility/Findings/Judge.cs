namespace QapiGen.Compatibility.Findings;

/// <summary>Derives a verdict from facts: the one place where severity is decided.</summary>
internal static class Judge
{
    /// <summary>Judges a change.</summary>
    /// <param name="facts">Whom it breaks.</param>
    /// <param name="profile">Whom the user asks about.</param>
    /// <param name="isLower">Whether the element never was promised to stay, or isn't checked: one level lower.</param>
    /// <param name="isAnnounced">Whether only those meet it who use what was announced to go away: risky at most.</param>
    public static Verdict Decide(Facts facts, CompatibilityProfile profile, bool isLower, bool isAnnounced)
    {
        Verdict verdict = profile switch
        {
            CompatibilityProfile.Client or CompatibilityProfile.Stored => Of(facts.OldClient),
            CompatibilityProfile.Server => Of(facts.OldServer),
            CompatibilityProfile.Source => facts.Source == SourceBreaks.None ? Verdict.Compatible : Verdict.Breaking,
            _ => Of(facts.OldClient > facts.OldServer ? facts.OldClient : facts.OldServer),
        };
        if (isAnnounced && verdict == Verdict.Breaking)
        {
            verdict = Verdict.Risky;
        }

        return isLower && verdict > Verdict.Compatible ? verdict - 1 : verdict;
    }

    private static Verdict Of(Certainty certainty) => certainty switch
    {
        Certainty.Always or Certainty.WhenUsed => Verdict.Breaking,
        Certainty.Possible => Verdict.Risky,
        _ => Verdict.Compatible,
    };
}

/// <summary>What a change amounts to.</summary>
public enum Verdict
{
    /// <summary>Nobody breaks.</summary>
    Compatible,

    /// <summary>Somebody may break.</summary>
    Risky,

    /// <summary>Somebody breaks.</summary>
    Breaking,
}

/// <summary>How grave the findings of a rule are to a project that says so.</summary>
public enum FindingLevel
{
    /// <summary>They aren't shown.</summary>
    None,

    /// <summary>As compatible changes: a note.</summary>
    Note,

    /// <summary>As risky changes: a warning.</summary>
    Warning,

    /// <summary>As breaking changes: an error.</summary>
    Error,
}
