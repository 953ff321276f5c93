using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Cli.Output;

/// <summary>What checking one schema found.</summary>
/// <param name="Root">The root's path.</param>
/// <param name="Faults">All faults, in the order of the files.</param>
/// <param name="Size">How large it is; null where the root can't be read.</param>
/// <param name="Notes">What may help: a release that the schema looks like, a symbol that nothing asks for.</param>
internal sealed record CheckedSchema(string Root, IReadOnlyList<SchemaDiagnostic> Faults, SchemaSize? Size, IReadOnlyList<string> Notes)
{
    /// <summary>How many faults of a severity there are.</summary>
    public int Count(SchemaSeverity severity)
    {
        int count = 0;
        foreach (SchemaDiagnostic fault in Faults)
        {
            count += fault.Severity == severity ? 1 : 0;
        }

        return count;
    }
}

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
