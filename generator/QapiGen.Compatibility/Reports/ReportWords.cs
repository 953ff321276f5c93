using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>Words that all reports use.</summary>
internal static class ReportWords
{
    /// <summary>The verdict as JSON has it.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Breaking => "breaking",
        Verdict.Risky => "risky",
        _ => "compatible",
    };

    /// <summary>The profile as options and JSON have it.</summary>
    public static string Of(CompatibilityProfile profile) => profile.ToString().ToLowerInvariant();

    /// <summary>What happened, as JSON has it.</summary>
    public static string Of(ChangeKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>How surely, as JSON has it.</summary>
    public static string Of(Certainty certainty) => certainty switch
    {
        Certainty.Always => "always",
        Certainty.WhenUsed => "when-used",
        Certainty.Possible => "possible",
        Certainty.Information => "information",
        _ => "never",
    };

    /// <summary>The direction as JSON has it.</summary>
    public static string Of(Direction direction) => direction switch
    {
        Direction.Send => "send",
        Direction.Receive => "receive",
        Direction.Both => "both",
        Direction.Stored => "stored",
        _ => "none",
    };

    /// <summary>A place as <c>file:line</c>.</summary>
    public static string? Of(SchemaLocation? location) =>
        location is null ? null : $"{location.File.Path}:{location.Position.Line}";

    /// <summary>The first few names, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> names, int most = 4) => names.Count <= most
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(most))} and {names.Count - most} more";
}
