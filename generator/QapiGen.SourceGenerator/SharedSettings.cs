using QapiGen.Compatibility.Configuration;

namespace QapiGen.SourceGenerator;

/// <summary>What <c>qapigen.toml</c> says of every root that doesn't say it itself; nothing while the file has faults.</summary>
/// <param name="Dialect">Name of a dialect, or empty.</param>
/// <param name="Conditions">Symbols that hold, or empty.</param>
internal sealed record SharedSettings(string Dialect, string Conditions)
{
    /// <summary>Takes them from a configuration.</summary>
    public static SharedSettings Of(ProjectConfiguration configuration) => configuration.Faults.Count > 0
        ? new SharedSettings(string.Empty, string.Empty)
        : new SharedSettings(configuration.Dialect ?? string.Empty, configuration.Conditions is "all" ? "*" : configuration.Conditions ?? string.Empty);

    /// <summary>A file whose settings are complete.</summary>
    public InputFile Complete(InputFile file) => file.Root is { } root && ((root.Dialect.Length == 0 && Dialect.Length > 0) || (root.Conditions.Length == 0 && Conditions.Length > 0))
        ? file with
        {
            Root = root with
            {
                Dialect = root.Dialect.Length == 0 ? Dialect : root.Dialect,
                Conditions = root.Conditions.Length == 0 ? Conditions : root.Conditions,
            },
        }
        : file;
}
