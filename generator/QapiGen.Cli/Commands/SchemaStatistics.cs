using System.Linq;
using QapiGen.Cli.Output;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;

namespace QapiGen.Cli.Commands;

/// <summary>Counts what a schema declares.</summary>
internal static class SchemaStatistics
{
    /// <summary>Counts what all files of a schema declare.</summary>
    public static SchemaSize Count(LoadedSchema loaded)
    {
        int commands = 0;
        int events = 0;
        int types = 0;
        foreach (DefinitionSyntax definition in loaded.Files.SelectMany(f => f.Document.Items).OfType<DefinitionSyntax>())
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

        return new SchemaSize(loaded.Files.Count, commands, events, types);
    }
}
