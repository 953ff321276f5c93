using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>One parsed file. Depends on nothing but the file's text and the dialect, so it is the unit of caching.</summary>
/// <param name="File">The file.</param>
/// <param name="Items">What could be read, in reading order.</param>
/// <param name="Diagnostics">Faults of phase 1 in this file alone (includes are resolved later).</param>
public sealed record SchemaDocument(SchemaFile File, EquatableArray<TopLevelSyntax> Items, EquatableArray<SchemaDiagnostic> Diagnostics);
