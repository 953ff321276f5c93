using QapiGen.Cli.Files;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Schemas;

/// <summary>What came of reading one root.</summary>
/// <param name="Root">Its path as given.</param>
/// <param name="Loaded">The files; null when the root itself can't be read.</param>
/// <param name="Schema">What they mean, as far as they mean something; null when nothing was bound.</param>
/// <param name="Includes">Where else included files were looked for.</param>
/// <param name="Diagnostics">All findings.</param>
internal sealed record SchemaRun(string Root, LoadedSchema? Loaded, QapiSchema? Schema, IncludePaths Includes, EquatableArray<SchemaDiagnostic> Diagnostics)
{
    /// <summary>Whether the root itself can't be read.</summary>
    public bool IsUnreadable => Loaded is null;
}
