using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Files;

/// <summary>The files of this machine.</summary>
internal sealed class PhysicalFileSystem : IFileSystem
{
    /// <inheritdoc/>
    public string CurrentDirectory => Directory.GetCurrentDirectory();

    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path, PathOrigin origin) => FileBytes.Read(path, origin);

    /// <inheritdoc/>
    public FileNature NatureOf(string path) => FileStatus.NatureOf(path);

    /// <inheritdoc/>
    public void WriteAllBytes(string path, ReadOnlySpan<byte> content, PathOrigin origin)
    {
        if (path.Length == 0)
        {
            throw new IOException(FileBytes.NoPath);
        }

        bool isRegular = NatureOf(path) == FileNature.File;
        if (origin == PathOrigin.CommandLine)
        {
            if (!isRegular)
            {
                // Not replaced: a pipe has somebody who reads it, and a device is the system's.
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                stream.Write(content);
                return;
            }

            path = Target(path);
        }
        else if (!isRegular)
        {
            throw new IOException(FileBytes.NotRegular);
        }

        string temporary = path + ".tmp-" + Guid.NewGuid().ToString("N")[..8];
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path)
    {
        try
        {
            return File.Exists(path) && File.Exists(Target(path));
        }
        catch (IOException)
        {
            // Links in a circle: reading it says so.
            return true;
        }
    }

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public void CreateDirectory(string path, bool isPrivate = false)
    {
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }

        Directory.CreateDirectory(path);
    }

    /// <inheritdoc/>
    public void DeleteFile(string path) => File.Delete(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(directory).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // What a link leads to, be it there or not; .NET takes a link that leads nowhere for a file, and the end of a bare name's for one in the root.
    private static string Target(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)!.FullName;
}
