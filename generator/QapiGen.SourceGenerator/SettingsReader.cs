using Microsoft.CodeAnalysis.Diagnostics;
using QapiGen.Emit.Items;

namespace QapiGen.SourceGenerator;

/// <summary>Reads what the targets of the package hand over with each additional file.</summary>
internal static class SettingsReader
{
    private const string Prefix = "build_metadata.AdditionalFiles.Qapi";

    /// <summary>Reads the settings of a root.</summary>
    public static SchemaSettings Read(AnalyzerConfigOptions options) => new(
        Get(options, "Namespace"),
        Get(options, "Role"),
        Get(options, "Commands"),
        Get(options, "Events"),
        Get(options, "Conditions"),
        Get(options, "Dialect"),
        Get(options, "Documentation"),
        Get(options, "Baseline"),
        Get(options, "MinimumVersion"),
        Get(options, "Reuse"),
        Get(options, "Missing"),
        Get(options, "Profile"),
        Get(options, "Suppressions"),
        Get(options, "Twice"),
        Get(options, "Names"),
        Get(options, "Unnamed"),
        Get(options, "Commit"),
        Get(options, "DefaultNamespace"),
        Get(options, "Codecs"),
        Get(options, "Unreadable"),
        Get(options, "BaselineFault"),
        Get(options, "Near"));

    /// <summary>What kind of schema file this is: <c>root</c>, <c>include</c>, or empty for none.</summary>
    public static string Kind(AnalyzerConfigOptions options) => Get(options, "Kind");

    /// <summary>The include string that finds a file wherever it lies; empty for none.</summary>
    public static string NameOf(AnalyzerConfigOptions options) => Get(options, "Name");

    // # and ; would begin a comment in what carries the values, so that the targets write characters of private use for them.
    private static string Get(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue(Prefix + name, out string? value) ? value.Trim().Replace('\uF023', '#').Replace('\uF03B', ';') : "";
}
