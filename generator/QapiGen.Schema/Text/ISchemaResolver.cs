namespace QapiGen.Schema.Text;

/// <summary>Finds the files that a schema includes; the language itself reads none.</summary>
public interface ISchemaResolver
{
    /// <summary>Finds an included file.</summary>
    /// <param name="displayPath">Path to show: the including file's directory part joined with the include string (spec R-22).</param>
    /// <param name="failure">Why the file can't be had; null when it was found.</param>
    /// <returns>The file, or null when it can't be read (spec I-4).</returns>
    SchemaFile? Resolve(string displayPath, out string? failure);
}
