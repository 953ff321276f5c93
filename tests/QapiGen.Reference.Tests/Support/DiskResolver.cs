using System.IO;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Tests.Support;

/// <summary>Finds included files on the disk.</summary>
internal sealed class DiskResolver : ISchemaResolver
{
    public static SchemaFile Read(string path) =>
        SchemaFile.TryDecode(path, File.ReadAllBytes(path), out SchemaFile? file, out string? failure) ? file : throw new InvalidDataException(failure);

    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        failure = null;
        return Read(displayPath);
    }
}
