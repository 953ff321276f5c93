using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Compatibility.Configuration;

/// <summary>What a finding against the baseline amounts to in a build, and in an editor that shows what the build will say.</summary>
/// <param name="Severity">Breaking changes are errors, risky ones suggestions, unless the configuration says otherwise.</param>
/// <param name="Text">What it says, whom it breaks, and from where the element is reached.</param>
public sealed record BuildVerdict(SchemaSeverity Severity, string Text)
{
    // How many commands and events a message lists.
    private const int MaxReached = 3;

    /// <summary>Judges a finding.</summary>
    /// <param name="finding">The finding, with the gravity that the configuration gives it.</param>
    /// <param name="configuration">What the project says.</param>
    public static BuildVerdict Of(CompatibilityFinding finding, ProjectConfiguration configuration)
    {
        _ = finding ?? throw new System.ArgumentNullException(nameof(finding));
        _ = configuration ?? throw new System.ArgumentNullException(nameof(configuration));
        SchemaSeverity severity = SeverityOf(finding, configuration);
        string breaks = severity != SchemaSeverity.Info && finding.ReachedFrom.Count > 0 && finding.Victims.Length > 0 ? $"; breaks {finding.Victims}" : string.Empty;
        return new BuildVerdict(severity, finding.Text + breaks + Reached(finding));
    }

    // Mandatory members of a reply, or of an event, are what everybody adds: whoever talks to old servers has to know, and nobody else.
    private static SchemaSeverity SeverityOf(CompatibilityFinding finding, ProjectConfiguration configuration) =>
        configuration.Severities.TryGetValue(finding.Rule.Id, out FindingLevel level)
            ? level == FindingLevel.Error ? SchemaSeverity.Error : SchemaSeverity.Warning
        : finding.AddsToReplies || finding.Rule.Id is SideEmpty.Id or SuppressionUnused.Id ? SchemaSeverity.Warning
        : finding.Verdict == Verdict.Breaking ? SchemaSeverity.Error
        : SchemaSeverity.Info;

    private static string Reached(CompatibilityFinding finding)
    {
        string[] elsewhere = finding.ReachedFrom.Where(name => name != finding.Path).ToArray();
        string more = elsewhere.Length > MaxReached ? $" and {elsewhere.Length - MaxReached} more" : string.Empty;
        return elsewhere.Length == 0 ? string.Empty : $" (reached from {string.Join(", ", elsewhere.Take(MaxReached))}{more})";
    }
}
