using System;
using System.IO;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Tests.Support;

/// <summary>A folder of its own with some files, gone when the test is over.</summary>
internal sealed class SchemaFolder : IDisposable
{
    public SchemaFolder(params (string Name, string Text)[] files)
    {
        Path = SchemaPath.Normalize(Directory.CreateTempSubdirectory("qapigen-lsp-").FullName);
        foreach ((string name, string text) in files)
        {
            Write(name, text);
        }
    }

    public string Path { get; }

    public string this[string name] => $"{Path}/{name}";

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text.Replace("\r\n", "\n", StringComparison.Ordinal));
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
