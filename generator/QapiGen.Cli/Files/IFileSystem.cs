using System;
using System.Collections.Generic;
using System.IO;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Files;

/// <summary>The part of a file system that the tool needs. Relative paths start at <see cref="CurrentDirectory"/>. Several threads may use it.</summary>
internal interface IFileSystem
{
    /// <summary>The working directory, absolute.</summary>
    string CurrentDirectory { get; }

    /// <summary>What reading a path amounts to.</summary>
    FileNature NatureOf(string path) => FileNature.File;

    /// <summary>Reads a whole file; one that claims to be empty, as those of <c>/proc</c> do, is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">Who says that it is to be read: what was found has to be a regular file.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a directory.</exception>
    byte[] ReadAllBytes(string path, PathOrigin origin);

    /// <summary>Replaces a file as a whole: whoever reads it sees the old or the new content. What isn't regular, and stands on the command line, is written to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The new content.</param>
    /// <param name="origin">Who says that it is to be written.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void WriteAllBytes(string path, ReadOnlySpan<byte> content, PathOrigin origin);

    /// <summary>Whether there is a file of this name.</summary>
    bool FileExists(string path);

    /// <summary>Whether there is a directory of this name.</summary>
    bool DirectoryExists(string path);

    /// <summary>Makes a directory and those above it, as far as they are missing; only the user may enter it when <paramref name="isPrivate"/>.</summary>
    void CreateDirectory(string path, bool isPrivate = false);

    /// <summary>Deletes a file.</summary>
    void DeleteFile(string path);

    /// <summary>Names in a directory, without its path, in ordinal order; nothing if it can't be listed.</summary>
    IReadOnlyList<string> List(string directory);
}
