using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Runtime.Metadata;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Shell.Catalog;

/// <summary>A schema file as the shell uses it: documentation, and types with their names.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Types">Its commands, events and types.</param>
internal sealed record SchemaFileCatalog(QapiSchema Schema, QmpSchema Types)
{
    /// <summary>Names of the commands that answer nothing when they succeed (QMP spec 15).</summary>
    public IEnumerable<string> SilentCommands => Schema.Entities.OfType<CommandDefinition>().Where(c => !c.HasSuccessResponse).Select(c => c.Name);

    /// <summary>Prepares a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="symbols">Symbols that its conditions may ask for.</param>
    public static SchemaFileCatalog From(QapiSchema schema, SymbolSet symbols) =>
        new(schema, QmpSchema.Parse(Encoding.UTF8.GetBytes(IntrospectionWriter.Write(IntrospectionBuilder.Build(schema, symbols, isMasked: false)))));
}
