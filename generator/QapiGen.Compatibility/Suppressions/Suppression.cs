using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Suppressions;

/// <summary>A finding that somebody accepted.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Path">Path of the finding; a <c>*</c> at its end stands for any rest.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="Line">Line in its file, from 1.</param>
public sealed record Suppression(string Rule, string Path, string Reason, int Line)
{
    /// <summary>Whether it is about a path.</summary>
    internal bool IsAt(string path) => Path.EndsWith("*", System.StringComparison.Ordinal)
        ? path.StartsWith(Path.Substring(0, Path.Length - 1), System.StringComparison.Ordinal)
        : path == Path;
}

/// <summary>What is wrong with a line of a suppression file (QAPI3906).</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">Where that is.</param>
public sealed record SuppressionFault(string Path, int Line, string Message, SchemaLocation Location)
{
    /// <summary>As MSBuild and editors recognise it.</summary>
    public override string ToString() => $"{Path}({Line},1): error {SuppressionInvalid.Id}: {Message}";
}
