using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.LanguageServer.Documents;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>The files as the user sees them at one moment: open documents, and else what is on disk. Each is looked at once.</summary>
internal sealed class FileView(WorkspaceState state, DiskFiles disk)
{
    private readonly Dictionary<string, (SchemaFile? File, string? Failure)> _seen = new(StringComparer.Ordinal);

    /// <summary>The file of a path, absolute and normalized.</summary>
    public SchemaFile? Read(string path, out string? failure)
    {
        if (!_seen.TryGetValue(path, out (SchemaFile? File, string? Failure) seen))
        {
            seen = state.Open.TryGetValue(path, out OpenDocument? open) ? (open.File, null)
                : DocumentUri.IsFile(path) ? (disk.Read(path, out string? fault), fault)
                : (null, "not found");
            _seen.Add(path, seen);
        }

        failure = seen.Failure;
        return seen.File;
    }

    /// <summary>A resolver that remembers what one schema asked for.</summary>
    /// <param name="named">What includes find by name where no such file lies.</param>
    public RecordingResolver Record(EquatableArray<(string Name, string Path)> named = default) => new(this, named);

    /// <summary>Finds included files, and remembers which.</summary>
    internal sealed class RecordingResolver(FileView view, EquatableArray<(string Name, string Path)> named) : ISchemaResolver, ISchemaFolders
    {
        /// <summary>What was asked for, and what was there.</summary>
        public Dictionary<string, SchemaFile?> Seen { get; } = new(StringComparer.Ordinal);

        /// <inheritdoc/>
        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            string path = SchemaPath.Normalize(displayPath);
            SchemaFile? file = view.Read(path, out failure);
            Seen[path] = file;
            string name = SchemaPath.GetFileName(path);
            return file ?? named.Where(item => item.Name == name).Select(item => Seen[item.Path] = view.Read(item.Path, out _)).FirstOrDefault();
        }

        /// <inheritdoc/>
        public IEnumerable<string> Names => named.Select(static item => item.Name);

        /// <inheritdoc/>
        public bool IsThere(string displayPath) => DocumentUri.IsFile(displayPath) && System.IO.Path.Exists(displayPath);

        /// <inheritdoc/>
        public IEnumerable<string> List(string folder, bool isOfFolders) => DocumentUri.IsFile(folder) ? WorkspaceFolders.List(folder, isOfFolders) : [];
    }
}
