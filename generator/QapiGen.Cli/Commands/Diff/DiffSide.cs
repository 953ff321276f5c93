using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Cli.Files;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Schema">The schema; null if it has faults.</param>
/// <param name="File">Its root, or the saved reply; null of a live server.</param>
internal sealed record DiffSide(string Name, WireSchema? Schema, SchemaFile? File)
{
    /// <summary>The schema with all that the wire doesn't show; null of saved replies and live servers.</summary>
    public QapiSchema? Model { get; init; }

    /// <summary>What is wrong with it, warnings among that.</summary>
    public IReadOnlyList<SchemaDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>What may help with that, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>All texts it was read from: the root's and those that it includes.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The first error; null of a side without faults.</summary>
    public SchemaDiagnostic? Fault => Schema is null ? Diagnostics.FirstOrDefault(static found => found.Severity == SchemaSeverity.Error) : null;
}

/// <summary>How the sides of a comparison are read.</summary>
/// <param name="Dialect">Dialect of schemas.</param>
/// <param name="Includes">Where else included files are looked for.</param>
/// <param name="Symbols">The configuration; null to compare conditions as formulas.</param>
/// <param name="Commands">Patterns of commands, which remember what any side has of them.</param>
/// <param name="Events">Patterns of events.</param>
/// <param name="Timeout">How long a server may take.</param>
internal sealed record DiffReading(Dialect Dialect, IncludePaths Includes, SymbolSet? Symbols, NamePattern Commands, NamePattern Events, TimeSpan Timeout)
{
    /// <summary>Whether a side has to be a schema, since types are told by their names, which introspection doesn't have.</summary>
    public bool NeedsNames { get; init; }

    /// <summary>Whether the configuration is the one in which every symbol is defined.</summary>
    public bool HoldsAll { get; init; }
}

/// <summary>Two sides and what changed between them.</summary>
/// <param name="Old">The old side.</param>
/// <param name="New">The new side.</param>
/// <param name="Report">What changed.</param>
internal sealed record DiffComparison(DiffSide Old, DiffSide New, CompatibilityReport Report)
{
    /// <summary>
    /// Whether nothing was compared: the root has faults and wasn't named (<see cref="RootLeftOut"/>), or no other version is there (<see cref="ReleaseLeftOut"/>).
    /// </summary>
    public bool IsLeftOut { get; init; }

    /// <summary>Finds what only other ways to compare the same history show, or null.</summary>
    public Func<IEnumerable<CompatibilityFinding>>? FindMore { get; init; }

    /// <summary>Whether all was looked at that there is: no side has faults, and no root was left out for its own.</summary>
    public bool IsJudged => Old.Fault is null && New.Fault is null && !IsFaulty;

    /// <summary>Whether there is no verdict, since a side has faults.</summary>
    public bool IsFaulty => !IsLeftOut && (Old.Schema is null || New.Schema is null);
}
