using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using QapiGen.Cli.Files;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>Remembers, in the output directory itself, which files the tool wrote there and for which schema.</summary>
/// <remarks>
/// Shape: <c># …</c> comments, <c>schema PATH</c> with the root relative to the directory, then <c>HASH NAME</c> per file. The hash tells a file
/// that somebody has edited since.
/// </remarks>
internal sealed class OutputManifest
{
    /// <summary>Name of the file.</summary>
    public const string FileName = ".qapigen";

    // Of what 'generate' and 'docs' write.
    private static readonly string[] Extensions = [".g.cs", ".html", ".css", ".js", ".md", "toc.yml"];

    private readonly SortedDictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <summary>Makes a manifest without files.</summary>
    public OutputManifest(string schema) => Schema = schema;

    /// <summary>The root, relative to the directory.</summary>
    public string Schema { get; }

    /// <summary>Names of the files, in ordinal order.</summary>
    public IEnumerable<string> Names => _hashes.Keys;

    /// <summary>Reads the manifest of a directory.</summary>
    /// <returns>The manifest; null if there is none.</returns>
    /// <exception cref="CallException">There is a file of that name which is no manifest.</exception>
    public static OutputManifest? Read(IFileSystem files, string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!files.FileExists(path))
        {
            return null;
        }

        OutputManifest? manifest = null;
        foreach (string line in Encoding.UTF8.GetString(FoundFiles.Read(files, path)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (line[0] == '#')
            {
                continue;
            }

            if (manifest is null && line.StartsWith("schema ", StringComparison.Ordinal))
            {
                manifest = new OutputManifest(line["schema ".Length..]);
            }
            else if (manifest is null || blank < 0 || !IsPlainName(line[(blank + 1)..]))
            {
                throw Unreadable(path);
            }
            else
            {
                manifest._hashes[line[(blank + 1)..]] = line[..blank];
            }
        }

        return manifest ?? throw Unreadable(path);
    }

    /// <summary>Writes the manifest.</summary>
    public void Write(IFileSystem files, string directory)
    {
        var text = new StringBuilder("# Files that qapigen wrote here. It deletes those that a later run no longer makes.\n");
        text.Append("schema ").Append(Schema).Append('\n');
        foreach ((string name, string hash) in _hashes)
        {
            text.Append(hash).Append(' ').Append(name).Append('\n');
        }

        byte[] content = Encoding.UTF8.GetBytes(text.ToString());
        string path = Path.Combine(directory, FileName);
        if (!files.FileExists(path) || !FoundFiles.Read(files, path).AsSpan().SequenceEqual(content))
        {
            files.WriteAllBytes(path, content, PathOrigin.Found);
        }
    }

    /// <summary>Adds a file.</summary>
    public void Add(OutputFile file) => _hashes[file.Name] = file.Hash;

    /// <summary>Whether a file is in the manifest.</summary>
    public bool Contains(string name) => _hashes.ContainsKey(name);

    /// <summary>Whether a file is in the manifest with this content.</summary>
    public bool Contains(string name, ReadOnlySpan<byte> content) => _hashes.TryGetValue(name, out string? hash) && hash == OutputFile.HashOf(content);

    // A manifest that was tampered with must not make the tool delete files elsewhere.
    private static bool IsPlainName(string name) =>
        name.Length > 0 && name.IndexOfAny(['/', '\\']) < 0 && Array.Exists(Extensions, extension => name.EndsWith(extension, StringComparison.Ordinal));

    private static CallException Unreadable(string path) => new($"'{path}' is no list of generated files", "Delete it, or give another --output.");
}
