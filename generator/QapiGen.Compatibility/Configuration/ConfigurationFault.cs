namespace QapiGen.Compatibility.Configuration;

/// <summary>What is wrong with a line of <c>qapigen.toml</c>.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ConfigurationFault(string Path, int Line, string Message)
{
    /// <summary>As MSBuild and editors recognise it.</summary>
    public override string ToString() => $"{Path}({Line},1): error: {Message}";
}
