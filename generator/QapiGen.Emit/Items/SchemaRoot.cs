using QapiGen.Schema.Text;

namespace QapiGen.Emit.Items;

/// <summary>A root of a project.</summary>
/// <param name="File">The file.</param>
/// <param name="Settings">What its <c>QapiSchema</c> item says.</param>
public sealed record SchemaRoot(SchemaFile File, SchemaSettings Settings);
