namespace QapiGen.Compatibility.Reports;

/// <summary>What a report says about itself.</summary>
/// <param name="OldName">What the user called the old side: a path, an address.</param>
/// <param name="NewName">What the user called the new side.</param>
/// <param name="ToolVersion">Version of the tool, for SARIF.</param>
public sealed record ReportContext(string OldName, string NewName, string ToolVersion)
{
    /// <summary>Whether the text may contain colour codes.</summary>
    public bool HasColors { get; init; }

    /// <summary>Whether the text lists compatible changes one by one instead of counting them.</summary>
    public bool ListsCompatible { get; init; }
}
