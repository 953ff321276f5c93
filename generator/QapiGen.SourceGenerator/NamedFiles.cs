using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Items;
using QapiGen.Schema.Loading;

namespace QapiGen.SourceGenerator;

/// <summary>Files that are found by a name wherever they lie. Of a commit that a baseline is in, its own come first, and only for it.</summary>
/// <typeparam name="T">What stands for a file.</typeparam>
internal sealed class NamedFiles<T>
    where T : class
{
    private readonly Dictionary<(string Folder, string Name), T> _files = new();
    private readonly string[] _folders;

    /// <summary>Makes it.</summary>
    /// <param name="roots">The settings of all roots.</param>
    public NamedFiles(IEnumerable<SchemaSettings> roots) =>
        _folders = roots.Select(static settings => settings.GetCommitFolder()).OfType<string>().Distinct().ToArray();

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _files.Keys.Select(static key => key.Name).Distinct();

    /// <summary>Adds a file; without a name it isn't found.</summary>
    /// <param name="path">Its path, normalised.</param>
    /// <param name="name">Its name.</param>
    /// <param name="file">The file.</param>
    public void Add(string path, string name, T file)
    {
        if (name.Length > 0)
        {
            _files[(FolderOf(path), name)] = file;
        }
    }

    /// <summary>Finds what an include leads to.</summary>
    /// <param name="start">The root or baseline that the include is followed from, normalised.</param>
    /// <param name="path">The path that nothing is at.</param>
    public T? Find(string start, string path)
    {
        string name = SchemaPath.GetFileName(path);
        return _files.TryGetValue((FolderOf(start), name), out T? file) || _files.TryGetValue((string.Empty, name), out file) ? file : null;
    }

    private string FolderOf(string path) => Array.Find(_folders, folder => path.StartsWith(folder + "/", StringComparison.Ordinal)) ?? string.Empty;
}
