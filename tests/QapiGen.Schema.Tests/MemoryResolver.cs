using System.Collections.Generic;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Tests;

/// <summary>Files in memory; remembers what was asked for.</summary>
internal sealed class MemoryResolver : ISchemaResolver
{
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>The paths asked for, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Adds a file.</summary>
    public string this[string path]
    {
        set => _texts[path] = value;
    }

    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        Requests.Add(displayPath);
        bool exists = _texts.TryGetValue(displayPath, out string? text);
        failure = exists ? null : "no such file";
        return exists ? new SchemaFile(displayPath, text!) : null;
    }
}
