using QapiGen.Compatibility.Findings;

namespace QapiGen.Compatibility.Suppressions;

/// <summary>A finding that somebody accepted.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Path">Path of the finding; a <c>*</c> at its end stands for any rest.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="Line">Line in its file, from 1.</param>
public sealed record Suppression(string Rule, string Path, string Reason, int Line)
{
    /// <summary>Whether it is about a finding.</summary>
    public bool Matches(CompatibilityFinding finding)
    {
        _ = finding ?? throw new System.ArgumentNullException(nameof(finding));
        return finding.Rule.Id == Rule && (Path.EndsWith("*", System.StringComparison.Ordinal)
            ? finding.Path.StartsWith(Path.Substring(0, Path.Length - 1), System.StringComparison.Ordinal)
            : finding.Path == Path);
    }
}

/// <summary>What is wrong with a line of a suppression file.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record SuppressionFault(string Path, int Line, string Message)
{
    /// <summary>As MSBuild and editors recognise it.</summary>
    public override string ToString() => $"{Path}({Line},1): error: {Message}";
}
