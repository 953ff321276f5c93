using System;
using QapiGen.Cli.Files;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>How the sides of a comparison are read.</summary>
/// <param name="Dialect">Dialect of schemas.</param>
/// <param name="Includes">Where else included files are looked for.</param>
/// <param name="Symbols">The configuration; null to compare conditions as formulas.</param>
/// <param name="Commands">Patterns of commands.</param>
/// <param name="Events">Patterns of events.</param>
/// <param name="Timeout">How long a server may take.</param>
internal sealed record DiffReading(Dialect Dialect, IncludePaths Includes, SymbolSet? Symbols, string Commands, string Events, TimeSpan Timeout);
