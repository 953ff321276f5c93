using System;
using System.Collections.Generic;
using System.IO;
using QapiGen.Cli.Files;
using QapiGen.LanguageServer.Files;
using QapiGen.TestSupport;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A small repository in a folder of its own.</summary>
internal sealed class GitRepository : IDisposable
{
    public GitRepository()
    {
        Folder = Directory.CreateTempSubdirectory("qapigen-git-").FullName;
        GitProgram.Init(Folder);
    }

    public string Folder { get; }

    /// <summary>The files of the working tree, relative paths from a folder in it.</summary>
    public IFileSystem Files(string from = "") => new FolderFiles(Path.Combine(Folder, from));

    /// <summary>The files of some folder, which is the working directory.</summary>
    public static IFileSystem FilesOf(string folder) => new FolderFiles(folder);

    public void Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Commit() => GitProgram.CommitAll(Folder);

    /// <summary>Commits what is there, and gives that a name.</summary>
    public void Tag(string name)
    {
        Commit();
        Run("tag", name);
    }

    public void Run(params IEnumerable<string> arguments) => GitProgram.Git(Folder, [.. arguments]);

    /// <summary>The commit that is checked out.</summary>
    public string Head() => GitProgram.Git(Folder, "rev-parse", "HEAD").Trim();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class FolderFiles(string folder) : IFileSystem
    {
        private readonly PhysicalFileSystem _files = new();

        public string CurrentDirectory => folder;

        public byte[] ReadAllBytes(string path, PathOrigin origin) => _files.ReadAllBytes(Full(path), origin);

        public void WriteAllBytes(string path, ReadOnlySpan<byte> content, PathOrigin origin) => _files.WriteAllBytes(Full(path), content, origin);

        public FileNature NatureOf(string path) => _files.NatureOf(Full(path));

        public bool FileExists(string path) => _files.FileExists(Full(path));

        public bool DirectoryExists(string path) => _files.DirectoryExists(Full(path));

        public void CreateDirectory(string path, bool isPrivate = false) => _files.CreateDirectory(Full(path), isPrivate);

        public void DeleteFile(string path) => _files.DeleteFile(Full(path));

        public IReadOnlyList<string> List(string directory) => _files.List(Full(directory));

        private string Full(string path) => Path.GetFullPath(path, folder);
    }
}
