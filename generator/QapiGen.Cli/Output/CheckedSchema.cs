using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Cli.Output;

/// <summary>What checking one schema found.</summary>
/// <param name="Root">The root's path.</param>
/// <param name="Faults">All faults, in the order of the files.</param>
/// <param name="Size">How large it is; null where the root can't be read.</param>
/// <param name="Hint">What may help: a release that the schema looks like, a path that was meant; or null.</param>
/// <param name="UnknownSymbols">A sentence for each symbol that nothing asks for.</param>
internal sealed record CheckedSchema(string Root, IReadOnlyList<CheckedFault> Faults, SchemaSize? Size, string? Hint, IReadOnlyList<string> UnknownSymbols)
{
    /// <summary>The frameworks for which a project has it; none if it has it for all.</summary>
    public IReadOnlyList<string> Frameworks { get; init; } = [];

    /// <summary>All that may help.</summary>
    public IEnumerable<string> Notes => Hint is null ? UnknownSymbols : UnknownSymbols.Prepend(Hint);

    /// <summary>How many faults of a severity there are.</summary>
    public int Count(SchemaSeverity severity) => Faults.Count(fault => fault.Found.Severity == severity);

    /// <summary>Frameworks as text behind what holds for them alone: <c> [net9.0, net10.0]</c>; nothing for all.</summary>
    public static string Label(IReadOnlyList<string> frameworks) => frameworks.Count == 0 ? "" : $" [{string.Join(", ", frameworks)}]";
}

/// <summary>A fault of a schema.</summary>
/// <param name="Found">What it is.</param>
/// <param name="Frameworks">The frameworks of the project for which it is one; none if it is one for all.</param>
internal sealed record CheckedFault(SchemaDiagnostic Found, IReadOnlyList<string> Frameworks);

/// <summary>How much a schema declares.</summary>
/// <param name="Files">Files, the root among them.</param>
/// <param name="Commands">Commands.</param>
/// <param name="Events">Events.</param>
/// <param name="Types">Enums, structs, unions and alternates.</param>
internal sealed record SchemaSize(int Files, int Commands, int Events, int Types)
{
    /// <summary>In words: <c>46 files, 218 commands, 64 events, 600 types</c>.</summary>
    public override string ToString() => $"{Words(Files, "file")}, {Words(Commands, "command")}, {Words(Events, "event")}, {Words(Types, "type")}";

    private static string Words(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
