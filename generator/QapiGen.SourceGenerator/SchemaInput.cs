using Microsoft.CodeAnalysis;

namespace QapiGen.SourceGenerator;

/// <summary>An additional file that is a schema, not read yet.</summary>
/// <param name="Text">The file.</param>
/// <param name="Path">Its path, normalised.</param>
/// <param name="Root">Settings if it is a root, else null.</param>
/// <param name="Name">The include string that finds it wherever it lies; empty if only its path does.</param>
internal sealed record SchemaInput(AdditionalText Text, string Path, SchemaSettings? Root, string Name);
