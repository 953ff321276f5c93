using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>A schema file as the build hands it over.</summary>
/// <param name="File">Path and text: the identity of everything below.</param>
/// <param name="Root">Settings if it is a root, else null.</param>
/// <param name="Name">The include string that finds it wherever it lies; empty if only its path does.</param>
internal sealed record InputFile(SchemaFile File, SchemaSettings? Root, string Name = "");
