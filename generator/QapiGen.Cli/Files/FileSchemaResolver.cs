using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Files;

/// <summary>Reads schema files from the file system; paths are those of QAPI spec R-22, relative to the working directory or absolute.</summary>
internal sealed class FileSchemaResolver : ISchemaResolver, ISchemaFolders
{
    private readonly IFileSystem _files;
    private readonly IncludePaths _includes;

    /// <summary>Makes a resolver.</summary>
    /// <param name="files">The files.</param>
    /// <param name="includes">Where to look for what isn't where its path says; null for nowhere.</param>
    public FileSchemaResolver(IFileSystem files, IncludePaths? includes = null)
    {
        _files = files;
        _includes = includes ?? IncludePaths.None;
    }

    /// <inheritdoc/>
    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        (IFileSystem files, string path) = _includes.Locate(_files, displayPath);

        // A root may come through a pipe, since its user says so. What a schema includes is said by the schema.
        if (TryRead(files, path, PathOrigin.Found, out SchemaFile? file, out failure))
        {
            return file;
        }

        if (!files.FileExists(path) && PackagedModules.FindPackage(Path.GetFileName(path)) is { } package)
        {
            failure += _includes.IsOfProject
                ? $"; the package {package} has one: add it to the project, and restore"
                : $"; the package {package} has one: 'check --project' finds it, or --include {Path.GetFileName(path)}=FILE";
        }

        failure += path == displayPath ? null : $": '{path}'";
        return null;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names => _includes.Names;

    /// <inheritdoc/>
    public bool IsThere(string displayPath)
    {
        (IFileSystem files, string path) = _includes.Locate(_files, displayPath);
        return files.FileExists(path) || files.DirectoryExists(path);
    }

    /// <inheritdoc/>
    public IEnumerable<string> List(string folder, bool isOfFolders)
    {
        string directory = folder.Length == 0 ? "." : Path.TrimEndingDirectorySeparator(folder);
        return _files.List(directory).Where(name => isOfFolders ? _files.DirectoryExists(folder + name) : _files.FileExists(folder + name));
    }

    /// <summary>Reads one file.</summary>
    /// <param name="displayPath">Its path, kept as it is for diagnostics.</param>
    /// <param name="origin">Who names it.</param>
    /// <param name="file">The file.</param>
    /// <param name="failure">Why it can't be had (QAPI spec, I-4).</param>
    public bool TryRead(string displayPath, PathOrigin origin, [NotNullWhen(true)] out SchemaFile? file, [NotNullWhen(false)] out string? failure) =>
        TryRead(_files, displayPath, origin, out file, out failure);

    private static bool TryRead(
        IFileSystem files, string displayPath, PathOrigin origin, [NotNullWhen(true)] out SchemaFile? file, [NotNullWhen(false)] out string? failure)
    {
        file = null;
        if (displayPath.Length == 0 || displayPath.Contains('\0', StringComparison.Ordinal))
        {
            failure = "that is no file name";
            return false;
        }

        try
        {
            return SchemaFile.TryDecode(displayPath, files.ReadAllBytes(displayPath, origin), out file, out failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            failure = ReadFailure.Describe(files, displayPath, e);
            return false;
        }
    }
}
