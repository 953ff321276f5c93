using System.Linq;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Tests.Support;

/// <summary>Finds included files in memory.</summary>
internal sealed class MemoryResolver((string Path, string Text)[] files) : ISchemaResolver
{
    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        (string Path, string Text) file = files.FirstOrDefault(file => file.Path == displayPath);
        failure = file.Path is null ? "no such file" : null;
        return file.Path is null ? null : new SchemaFile(displayPath, file.Text);
    }
}
