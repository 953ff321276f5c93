using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;

namespace QapiGen.Schema.Tests.Corpus;

/// <summary>A schema below <c>tests/corpus</c>; its first line says what it tests and, where it isn't the lenient one, <c>dialect: NAME</c>.</summary>
internal sealed partial class CorpusFile : ISchemaResolver
{
    private CorpusFile(string name)
    {
        Name = name;
        Schema = Read(name);
        string firstLine = Schema.Text.Split('\n', '\r')[0];
        Match marker = DialectMarker().Match(firstLine);
        Dialect = Dialect.Lenient;
        if (marker.Success)
        {
            Dialect = Dialect.TryParse(marker.Groups[1].Value, out Dialect? dialect)
                ? dialect
                : throw new InvalidDataException($"{name} asks for an unknown dialect");
        }
    }

    /// <summary>The corpus folder.</summary>
    public static string Folder { get; } = RepositoryPaths.Get("tests", "corpus");

    /// <summary>Path below the corpus folder, with <c>/</c>; also what diagnostics show.</summary>
    public string Name { get; }

    /// <summary>The text.</summary>
    public SchemaFile Schema { get; }

    /// <summary>The dialect that the first line asks for.</summary>
    public Dialect Dialect { get; }

    /// <summary>Opens a file by its name.</summary>
    public static CorpusFile Open(string name) => new(name);

    /// <summary>All files below a folder of the corpus but those that others include (<c>parts</c>), as test data.</summary>
    public static IEnumerable<object[]> Names(string folder)
    {
        string top = Path.Combine(Folder, folder);
        return Directory.EnumerateFiles(top, "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
            .Where(name => !name.Contains("/parts/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new object[] { name });
    }

    /// <summary>The accepted result beside the file.</summary>
    /// <param name="suffix">What is in it, such as <c>.verified.txt</c>.</param>
    public string ResultPath(string suffix) => Path.Combine(Folder, Path.ChangeExtension(Name, null) + suffix);

    /// <inheritdoc/>
    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        bool exists = File.Exists(Path.Combine(Folder, displayPath));
        failure = exists ? null : "no such file";
        return exists ? Read(displayPath) : null;
    }

    // Bytes as they are, a byte order mark included.
    private static SchemaFile Read(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, name));
        return SchemaFile.TryDecode(name, bytes, out SchemaFile? file, out string? failure)
            ? file
            : throw new InvalidDataException(failure);
    }

    [GeneratedRegex(@"# dialect: (\S+)")]
    private static partial Regex DialectMarker();
}
