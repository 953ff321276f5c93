using System.Globalization;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Findings;

/// <summary>The fault of a comparison that couldn't be made in full.</summary>
public static class ComparisonIncomplete
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3901";

    /// <summary>The rule. Arguments: which side, what is missing.</summary>
    public static SchemaRule Rule { get; } = new(Id, "comparison-incomplete", SchemaSeverity.Error, "the {0} schema can't be compared in full: {1}");

    /// <summary>The finding.</summary>
    /// <param name="side">Which side: <c>old</c> or <c>new</c>.</param>
    /// <param name="what">What is missing.</param>
    /// <param name="place">Where that is, or null.</param>
    public static CompatibilityFinding Create(string side, string what, SchemaLocation? place = null) =>
        ComparisonFault.Create(Rule, Verdict.Breaking, side, what) with { Old = side == "old" ? place : null, New = side == "new" ? place : null, Near = place };
}

/// <summary>A suppression that accepts nothing.</summary>
public static class SuppressionUnused
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3902";

    /// <summary>The rule. Arguments: rule, path.</summary>
    public static SchemaRule Rule { get; } = new(Id, "suppression-unused", SchemaSeverity.Warning, "the suppression of {0} at '{1}' is no longer needed");
}

/// <summary>A line of a suppression file that can't be one; nothing is compared while there are any.</summary>
public static class SuppressionInvalid
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3906";

    /// <summary>The rule. Arguments: what is wrong.</summary>
    public static SchemaRule Rule { get; } = new(Id, "suppression-invalid", SchemaSeverity.Error, "{0}");
}

/// <summary>The fault of a comparison with nothing on its old side, in which nothing can break: mostly a file or pipe that wasn't what was meant.</summary>
public static class SideEmpty
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3903";

    /// <summary>The rule. Arguments: what is so.</summary>
    public static SchemaRule Rule { get; } = new(Id, "side-empty", SchemaSeverity.Warning, "{0}, so that nothing can break");
}

/// <summary>A schema that nobody named as a root, and that was left out of a comparison since it has faults.</summary>
public static class RootLeftOut
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3905";

    /// <summary>The rule. Arguments: the root, where it has faults, the first fault.</summary>
    public static SchemaRule Rule { get; } = new(Id, "root-left-out", SchemaSeverity.Warning, "'{0}' is left out of the comparison, since {1} faults: {2}");

    /// <summary>The finding.</summary>
    /// <param name="root">The schema.</param>
    /// <param name="old">The first fault of the old side, or null.</param>
    /// <param name="new">The first fault of the new side, or null; one of the two is there.</param>
    /// <param name="isUnchanged">Whether both sides have the same text, so that nothing can have changed.</param>
    public static CompatibilityFinding Create(string root, SchemaDiagnostic? old, SchemaDiagnostic? @new, bool isUnchanged)
    {
        string where = old is null ? "it has" : @new is null ? "its old side has" : "both sides have";
        SchemaDiagnostic? fault = @new ?? old;
        string what = fault is null ? string.Empty : $"{fault.Message} ({fault.Rule.Id})";
        return ComparisonFault.Create(Rule, isUnchanged ? Verdict.Compatible : Verdict.Risky, SafeText.Quote(root), where, what) with
        {
            Path = root,
            Old = old?.Location,
            New = @new?.Location,
        };
    }
}

/// <summary>An entry of a history that nothing was compared with.</summary>
public static class ReleaseLeftOut
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3950";

    /// <summary>The rule. Arguments: the entry, why.</summary>
    public static SchemaRule Rule { get; } = new(Id, "release-left-out", SchemaSeverity.Warning, "'{0}' is compared with nothing: {1}");

    /// <summary>The finding.</summary>
    /// <param name="path">The entry.</param>
    /// <param name="why">Why nothing is there to compare it with.</param>
    /// <param name="isDoubtful">Whether its name perhaps was read wrongly, so that nobody knows what it breaks.</param>
    public static CompatibilityFinding Create(string path, string why, bool isDoubtful) =>
        ComparisonFault.Create(Rule, isDoubtful ? Verdict.Breaking : Verdict.Risky, SafeText.Quote(path), why) with { Path = path };
}

/// <summary>Makes findings about a comparison as a whole.</summary>
internal static class ComparisonFault
{
    /// <summary>A finding: nobody knows whom it breaks, if anybody.</summary>
    public static CompatibilityFinding Create(SchemaRule rule, Verdict verdict, params object[] arguments)
    {
        Certainty certainty = verdict == Verdict.Compatible ? Certainty.Never : Certainty.Possible;
        return new CompatibilityFinding
        {
            Rule = rule,
            OtherRules = [],
            Verdict = verdict,
            Facts = new Facts(certainty, certainty, SourceBreaks.None),
            Direction = Direction.Both,
            Path = string.Empty,
            Message = string.Format(CultureInfo.InvariantCulture, rule.Format, arguments),
            ReachedFrom = [],
        };
    }
}
