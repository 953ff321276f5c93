using System;
using QapiGen.Cli.Files;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Options;

/// <summary>How a call reads schemas: as its options say, and <c>qapigen.toml</c> where they don't.</summary>
/// <param name="Dialect">Which release's language.</param>
/// <param name="Conditions">Which conditions hold, as written; null for all.</param>
/// <param name="Includes">Where else to look for included files.</param>
/// <param name="File">The configuration around the working directory.</param>
internal sealed record ReadingSettings(Dialect Dialect, string? Conditions, IncludePaths Includes, ConfigurationFile File)
{
    /// <summary>The symbols that hold.</summary>
    public SymbolSet Symbols => SymbolSet.Parse(Conditions);

    /// <summary>The symbols that are listed; empty for <c>all</c> and <c>none</c>.</summary>
    public string[] SymbolNames => Conditions is null or "" or "*" or "all" or "none" ? [] : Split(Conditions);

    /// <summary>The names in a list of symbols.</summary>
    public static string[] Split(string list) => list.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
}
