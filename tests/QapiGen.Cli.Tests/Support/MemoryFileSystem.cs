using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Text;
using QapiGen.Cli.Files;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Tests.Support;

/// <summary>Files in memory; the working directory is <c>/w</c>.</summary>
internal sealed class MemoryFileSystem : IFileSystem
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pipes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal) { "/", "/w" };

    public string CurrentDirectory => "/w";

    /// <summary>Absolute directories that were made for the user alone.</summary>
    public HashSet<string> PrivateDirectories { get; } = new(StringComparer.Ordinal);

    /// <summary>Absolute paths that were written, in order.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>All absolute paths.</summary>
    public IReadOnlyList<string> Paths => _files.Keys.ToArray();

    /// <summary>What reading a file ends with; null if it ends well.</summary>
    public Exception? ReadFault { get; set; }

    public void Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    public void Add(string path, byte[] content)
    {
        string full = Full(path);
        CreateDirectory(Path.GetDirectoryName(full)!);
        _files[full] = content;
    }

    /// <summary>Adds what can be read once: then it is empty.</summary>
    public void AddPipe(string path, string text)
    {
        Add(path, text);
        _pipes.Add(Full(path));
    }

    public string ReadText(string path) => Encoding.UTF8.GetString(ReadAllBytes(path, PathOrigin.Found));

    public FileNature NatureOf(string path) => _pipes.Contains(Full(path)) ? FileNature.Pipe : FileNature.File;

    public byte[] ReadAllBytes(string path, PathOrigin origin)
    {
        if (ReadFault is not null)
        {
            throw ReadFault;
        }

        string full = Full(path);
        if (_pipes.Contains(full))
        {
            if (origin == PathOrigin.Found)
            {
                throw new IOException(FileBytes.NotRegular);
            }

            byte[] left = _files[full];
            _files[full] = [];
            return left;
        }

        return _directories.Contains(full) ? throw new UnauthorizedAccessException("is a directory")
            : TryGet(full, out byte[]? content) ? content
            : throw new FileNotFoundException("not found", full);
    }

    public void WriteAllBytes(string path, ReadOnlySpan<byte> content, PathOrigin origin)
    {
        string full = Full(path);
        if (!_directories.Contains(Path.GetDirectoryName(full)!))
        {
            throw new DirectoryNotFoundException(full);
        }

        lock (_files)
        {
            _files[full] = content.ToArray();
            Writes.Add(full);
        }
    }

    public bool FileExists(string path) => TryGet(Full(path), out _);

    public bool DirectoryExists(string path) => _directories.Contains(Full(path));

    public void CreateDirectory(string path, bool isPrivate = false)
    {
        string full = Full(path);
        for (string? directory = full; directory is not null && !_directories.Contains(directory); directory = Path.GetDirectoryName(directory))
        {
            if (_files.ContainsKey(directory))
            {
                throw new IOException($"'{directory}' is a file");
            }
        }

        for (string? directory = full; directory is not null && _directories.Add(directory); directory = Path.GetDirectoryName(directory))
        {
            if (isPrivate)
            {
                PrivateDirectories.Add(directory);
            }
        }
    }

    public void DeleteFile(string path) => _files.Remove(Full(path));

    public IReadOnlyList<string> List(string directory)
    {
        string full = Full(directory);
        return _files.Keys.Concat(_directories).Where(p => p != "/" && Path.GetDirectoryName(p) == full).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal).ToArray();
    }

    private string Full(string path) => Path.GetFullPath(path, CurrentDirectory);

    private bool TryGet(string full, [NotNullWhen(true)] out byte[]? content)
    {
        lock (_files)
        {
            return _files.TryGetValue(full, out content);
        }
    }
}
