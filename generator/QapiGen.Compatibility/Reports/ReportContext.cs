using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

/// <summary>What a report says about itself.</summary>
/// <param name="OldName">What the user called the old side: a path, an address.</param>
/// <param name="NewName">What the user called the new side.</param>
/// <param name="ToolVersion">Version of the tool, for SARIF.</param>
public sealed record ReportContext(string OldName, string NewName, string ToolVersion)
{
    /// <summary>The root file of the new side, to point at for what is gone; null where the new side is no schema.</summary>
    public SchemaFile? NewRoot { get; init; }

    /// <summary>Any file of the comparison, to point at where nothing better is known; null if both sides are live servers: SARIF then writes the address of the new one as a path.</summary>
    public SchemaFile? AnyFile { get; init; }

    /// <summary>Where files lie, for SARIF; null to write paths as they are.</summary>
    public ArtifactPlaces? Places { get; init; }

    /// <summary>The site that explains rules, for SARIF; null for none.</summary>
    public string? Site { get; init; } = RulePages.Site;

    /// <summary>Whether the text may contain colour codes.</summary>
    public bool HasColors { get; init; }

    /// <summary>Whether only some commands and events were asked for, so that others may have changed.</summary>
    public bool IsPart { get; init; }

    /// <summary>Whether the text lists compatible changes one by one instead of counting them.</summary>
    public bool ListsCompatible { get; init; }
}

/// <summary>A comparison with what a report says about it: one, or one of a history.</summary>
/// <param name="Report">The findings.</param>
/// <param name="Context">The sides.</param>
public sealed record ReportedComparison(CompatibilityReport Report, ReportContext Context)
{
    // As the build does it: the new place, the type that holds or held the element, the new root; where there is no new file, the old place.
    internal SchemaLocation? PlaceOf(CompatibilityFinding finding) =>
        finding.New ?? finding.Near ?? Start(Context.NewRoot) ?? finding.Old ?? Start(Context.AnyFile);

    private static SchemaLocation? Start(SchemaFile? file) => file is null ? null : new SchemaLocation(file, new SourceSpan(0, 0));
}
