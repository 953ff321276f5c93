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
        _ => "none",
    };

    /// <summary>A place as <c>file:line</c>.</summary>
    public static string? Of(SchemaLocation? location) =>
        location is null ? null : $"{location.File.Path}:{location.Position.Line}";

    /// <summary>Whom facts break, in words; empty if nobody.</summary>
    public static string Victims(CompatibilityFinding finding)
    {
        var victims = new List<string>();
        if (finding.Direction != Direction.None)
        {
            Add(victims, finding.Facts.OldClient, "old clients");
            Add(victims, finding.Facts.OldServer, "new clients on old servers");
        }

        if ((finding.Facts.Source & SourceBreaks.Callers) != 0)
        {
            victims.Add("C# callers");
        }

        if ((finding.Facts.Source & SourceBreaks.Implementers) != 0)
        {
            victims.Add("C# implementers");
        }

        return string.Join(", ", victims);
    }

    /// <summary>The first few names, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> names, int most = 4) => names.Count <= most
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(most))} and {names.Count - most} more";

    private static void Add(List<string> victims, Certainty certainty, string who)
    {
        string? text = certainty switch
        {
            Certainty.Always => who,
            Certainty.WhenUsed => who + " that use it",
            Certainty.Possible => who + " (perhaps)",
            _ => null,
        };
        if (text is not null)
        {
            victims.Add(text);
        }
    }
}
