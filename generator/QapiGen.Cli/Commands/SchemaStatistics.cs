using System.Collections.Generic;
using System.Linq;
using QapiGen.Cli.Schemas;
using QapiGen.Schema.Syntax;

namespace QapiGen.Cli.Commands;

/// <summary>How large a schema is, in words.</summary>
internal static class SchemaStatistics
{
    /// <summary>The words: <c>46 files, 218 commands, 64 events, 600 types</c>.</summary>
    public static string Describe(SchemaRun run)
    {
        int commands = 0;
        int events = 0;
        int types = 0;
        foreach (DefinitionSyntax definition in run.Loaded!.Files.SelectMany(f => f.Document.Items).OfType<DefinitionSyntax>())
        {
            if (definition.Object.Find("command") is not null)
            {
                commands++;
            }
            else if (definition.Object.Find("event") is not null)
            {
                events++;
            }
            else
            {
                types++;
            }
        }

        return string.Join(", ", Counts(run.Loaded.Files.Count, commands, events, types));
    }

    private static IEnumerable<string> Counts(int files, int commands, int events, int types)
    {
        yield return Count(files, "file");
        yield return Count(commands, "command");
        yield return Count(events, "event");
        yield return Count(types, "type");
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
