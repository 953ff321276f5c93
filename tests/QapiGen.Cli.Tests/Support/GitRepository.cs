using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using QapiGen.Cli.Files;
using QapiGen.LanguageServer.Files;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A small repository in a folder of its own.</summary>
internal sealed class GitRepository : IDisposable
{
    public GitRepository()
    {
        Folder = Directory.CreateTempSubdirectory("qapigen-git-").FullName;
        Run("init", "-q", "-b", "main");
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

    public void Commit()
    {
        Run("add", "-A");
        Run("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "change");
    }

    /// <summary>Commits what is there, and gives that a name.</summary>
    public void Tag(string name)
    {
        Commit();
        Run("tag", name);
    }

    /// <summary>The tags of any repository.</summary>
    public static string[] TagsOf(string folder)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", folder, "tag"]) { RedirectStandardOutput = true })!;
        string tags = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return tags.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Run(params IEnumerable<string> arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", Folder, .. arguments]) { RedirectStandardError = true })!;
        string error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error);
    }

    /// <summary>The commit that is checked out.</summary>
    public string Head()
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", Folder, "rev-parse", "HEAD"]) { RedirectStandardOutput = true })!;
        string head = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return head;
    }

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

/// <summary>Tests that need git; skipped without.</summary>
internal sealed class GitTheoryAttribute : TheoryAttribute
{
    public GitTheoryAttribute() => Skip = OptionalPrograms.Find("git") is null ? "git is not installed" : null;
}

/// <summary>A test that needs git; skipped without.</summary>
internal sealed class GitFactAttribute : FactAttribute
{
    public GitFactAttribute() => Skip = OptionalPrograms.Find("git") is null ? "git is not installed" : null;
}
