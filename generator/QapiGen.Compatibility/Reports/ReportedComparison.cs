using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Reports;

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
