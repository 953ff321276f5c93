using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Files;

/// <summary>The files of a commit, read by <c>git</c>. Paths are those that the files have, or would have, in the working tree: relative to a folder, or absolute.</summary>
internal sealed class GitTree : IFileSystem, IDisposable
{
    // A hundredth: of what is gone, the file that has most in common with one that came.
    private const string AnySimilarity = "-M01";

    // As in 'git diff': no name of a commit ends so.
    private const string Parting = "...";

    private readonly Process _reader;
    private readonly Lock _readerLock = new();
    private readonly string _directory;
    private readonly string _top;
    private readonly string? _here;
    private readonly GitEntries _entries;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _moved;
    private readonly Lazy<IReadOnlyDictionary<string, string?>> _came;
    private readonly ConcurrentDictionary<string, string?> _folders = new(StringComparer.Ordinal);

    private GitTree(string directory, string commit, string top, string prefix, string? here)
    {
        _directory = directory;
        Commit = commit;
        Prefix = prefix;
        _top = top;
        _here = here;
        CurrentDirectory = $"{top}/{here}".TrimEnd('/');
        _entries = GitEntries.Parse(GitProcess.Run(directory, "ls-tree", "-r", "-z", "--full-tree", commit), id => Encoding.UTF8.GetString(ReadObject(id)));
        _moved = new(() => FindComing(directory, commit, "-M", "R").ToDictionary(static move => move.Key, static move => move.Value!, StringComparer.Ordinal));
        _came = new(() => FindComing(directory, commit, AnySimilarity, "ADR"));
        _reader = GitProcess.Start(directory, ["cat-file", "--batch"]);
    }

    /// <inheritdoc/>
    public string CurrentDirectory { get; }

    /// <summary>The commit, however it was named.</summary>
    public string Commit { get; }

    /// <summary>The folder that git was asked in, from the top of the repository: empty, or with a slash at the end.</summary>
    public string Prefix { get; }

    /// <summary>Opens a commit of the repository around a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="reference">The commit; with three dots at its end, the one where it and what is checked out parted.</param>
    /// <param name="from">The folder that relative paths begin at; null for the directory itself. In another repository than this one, all paths are absolute.</param>
    /// <exception cref="CallException">There is no git, no repository or no such commit.</exception>
    public static GitTree Open(string directory, string reference, string? from = null)
    {
        string prefix = GitProcess.Run(directory, "rev-parse", "--show-prefix").TrimEnd('\n');
        string top = FindTop(directory) ?? directory;
        string commit = reference.EndsWith(Parting, StringComparison.Ordinal) ? FindParting(directory, reference[..^Parting.Length]) : FindCommit(directory, reference);
        string? here = from is null || from == directory ? prefix : FindTop(from) == top ? GitProcess.Run(from, "rev-parse", "--show-prefix").TrimEnd('\n') : null;
        return new GitTree(directory, commit, top, prefix, here);
    }

    /// <summary>Whether there is a repository around a directory.</summary>
    /// <exception cref="CallException">There is no git.</exception>
    public static bool IsInRepository(string directory)
    {
        // Also one that git refuses, since it is somebody else's: that is to be said, and no other one to be asked instead.
        return GitProcess.IsBelowRepository(directory) || GitProcess.Ask(directory, "rev-parse", "--git-dir") is not null;
    }

    /// <summary>The files of a directory that git knows or would add, relative to it.</summary>
    /// <exception cref="CallException">There is no git or no repository.</exception>
    public static string[] ListWorkTree(string directory, params string[] patterns) =>
        GitProcess.Run(directory, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", .. patterns]).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Of these those in which a line matches a POSIX expression.</summary>
    /// <exception cref="CallException">There is no git.</exception>
    public static string[] SearchWorkTree(string directory, string expression) => GitProcess.Search(directory, ["--untracked", "--no-full-name"], expression, []);

    /// <summary>The files at and below the folder that git was asked in, in which a line matches a POSIX expression.</summary>
    public IEnumerable<string> SearchBelowHere(string expression) => GitProcess.Search(_directory, ["--full-name"], expression, [Commit]).Select(path => PathOf(path[(Commit.Length + 1)..]));

    /// <summary>The path of what a user means: from the top of the repository, or from the folder that paths begin at where there is nothing.</summary>
    public string Resolve(string path)
    {
        bool isRelative = path.StartsWith("./", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal) || path == ".";
        return isRelative || (!_entries.IsThere(path) && _here is not null && _entries.IsThere(_here + path)) ? PathOf(Inside(path) ?? path) : PathOf(path);
    }

    /// <summary>The files at and below the folder that git was asked in.</summary>
    public IEnumerable<string> FilesBelowHere => _entries.Files.Where(path => path.StartsWith(Prefix, StringComparison.Ordinal)).Select(PathOf);

    /// <summary>The path of a file from the top of the repository; null if it lies outside.</summary>
    public string? Inside(string path)
    {
        if (Path.IsPathRooted(path))
        {
            string full = Path.GetFullPath(path).Replace('\\', '/');
            return full == _top ? string.Empty : full.StartsWith(_top + "/", StringComparison.Ordinal) ? full[(_top.Length + 1)..] : BehindLinks(full);
        }

        return _here is null ? null : GitEntries.Normalize(_here + path);
    }

    /// <summary>The path, in the working tree, of a file that is named from the top of the repository.</summary>
    public string PathOf(string inside)
    {
        if (GitEntries.Normalize(inside) is not { } normal)
        {
            // Out of the repository, where the commit has nothing.
            return Path.GetFullPath($"{_top}/{inside}");
        }

        return _here is null ? $"{_top}/{normal}" : Path.GetRelativePath("/" + _here, "/" + normal).Replace('\\', '/');
    }

    /// <summary>Of files that are named from the top of the repository, those that a sparse checkout leaves out of the working tree.</summary>
    public HashSet<string> FindNotCheckedOut(IEnumerable<string> paths) =>
        GitProcess.Run(_directory, ["ls-files", "-z", "-t", "--full-name", "--", .. paths.Select(static path => ":(top,literal)" + path)])
            .Split('\0').Where(static line => line.StartsWith("S ", StringComparison.Ordinal)).Select(static line => line[2..]).ToHashSet(StringComparer.Ordinal);

    /// <summary>What git takes for moved since the commit, from the top of the repository: old paths by new ones. Files that git doesn't know yet are none of it.</summary>
    public IReadOnlyDictionary<string, string> Moved => _moved.Value;

    /// <summary>Where a file of the working tree was in the commit, if git takes it for moved since; else null.</summary>
    public string? FindMoved(string path) => Inside(path) is string inside && Moved.TryGetValue(inside, out string? former) ? PathOf(former) : null;

    /// <summary>Where a file that surely was somewhere in the commit was: where the one was that is gone and has most in common with it, if only its name. Null if nothing like it is gone.</summary>
    public string? FindFormer(string path) => Inside(path) is string inside && _came.Value.GetValueOrDefault(inside) is string former ? PathOf(former) : null;

    /// <summary>Whether git knows a file of the working tree, and takes it for new since the commit.</summary>
    public bool IsNew(string path) => Inside(path) is string inside && _came.Value.TryGetValue(inside, out string? former) && former is null;

    /// <summary>Whether the commit has something of this name, if only a symbolic link that leads nowhere.</summary>
    public bool IsThere(string path) => Inside(path) is string inside && _entries.IsThere(inside);

    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path, PathOrigin origin)
    {
        string inside = Follow(path, out string? failure) ?? throw (failure is null ? new FileNotFoundException("not found", path) : new IOException(failure));
        return _entries.FindFile(inside) is string id ? ReadObject(id)
            : _entries.IsDirectory(inside) ? throw new UnauthorizedAccessException("is a directory")
            : throw new FileNotFoundException("not found", path);
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => Follow(path, out _) is string inside && _entries.FindFile(inside) is not null;

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Follow(path, out _) is string inside && _entries.IsDirectory(inside);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory) => Follow(directory, out _) is string inside ? _entries.List(inside) : [];

    /// <inheritdoc/>
    public void WriteAllBytes(string path, ReadOnlySpan<byte> content, PathOrigin origin) => throw new IOException("a commit can't be written to");

    /// <inheritdoc/>
    public void CreateDirectory(string path, bool isPrivate = false) => throw new IOException("a commit can't be written to");

    /// <inheritdoc/>
    public void DeleteFile(string path) => throw new IOException("a commit can't be written to");

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.StandardInput.Close();
        _reader.WaitForExit();
        _reader.Dispose();
    }

    // Git names the top of the repository without symbolic links, which an absolute path may lead through.
    private string? BehindLinks(string full)
    {
        string folder = Path.GetDirectoryName(full) ?? full;
        string? inside = _folders.GetOrAdd(
            folder, asked => Directory.Exists(asked) && FindTop(asked) == _top ? GitProcess.Run(asked, "rev-parse", "--show-prefix").TrimEnd('\n') : null);
        return inside is null ? null : inside + Path.GetFileName(full);
    }

    private string? Follow(string path, out string? failure)
    {
        // As it stands: what is behind a link to a folder isn't where the text of the path says.
        failure = null;
        string? start = Path.IsPathRooted(path) ? Inside(path) : _here is null ? null : _here + path;
        return start is null ? null : _entries.Follow(start, out failure);
    }

    private byte[] ReadObject(string id)
    {
        lock (_readerLock)
        {
            return Ask(id);
        }
    }

    private byte[] Ask(string id)
    {
        _reader.StandardInput.Write(id + "\n");
        _reader.StandardInput.Flush();
        Stream output = _reader.StandardOutput.BaseStream;
        string[] header = ReadLine(output).Split(' ');
        if (header.Length != 3 || header[1] != "blob" || !int.TryParse(header[2], NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            throw new IOException($"git has no object '{id}'");
        }

        byte[] content = new byte[size];
        output.ReadExactly(content);
        output.ReadByte();
        return content;
    }

    // What came since a commit, and where it was before; null if it is new.
    private static Dictionary<string, string?> FindComing(string directory, string commit, string similarity, string kinds)
    {
        var words = new Queue<string>(
            (GitProcess.Ask(directory, "diff", "-z", similarity, "--no-color", "--no-relative", "--no-ext-diff", $"--diff-filter={kinds}", "--name-status", commit, "--") ?? string.Empty)
                .Split('\0', StringSplitOptions.RemoveEmptyEntries));
        var came = new Dictionary<string, string?>(StringComparer.Ordinal);
        var gone = new List<string>();
        while (words.TryDequeue(out string? kind) && words.TryDequeue(out string? path))
        {
            switch (kind[0])
            {
                case 'D':
                    gone.Add(path);
                    break;
                case 'R' when words.TryDequeue(out string? now):
                    came[now] = path;
                    break;
                default:
                    came[path] = null;
                    break;
            }
        }

        ILookup<string, string> byName = gone.ToLookup(static path => Path.GetFileName(path), StringComparer.Ordinal);
        return came.ToDictionary(static item => item.Key, item => item.Value ?? (byName[Path.GetFileName(item.Key)].ToArray() is [string only] ? only : null), StringComparer.Ordinal);
    }

    private static string? FindTop(string directory) => GitProcess.Ask(directory, "rev-parse", "--show-toplevel");

    private static string FindCommit(string directory, string name) =>
        GitProcess.Run(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}").TrimEnd('\n');

    private static string FindParting(string directory, string name)
    {
        string commit = FindCommit(directory, name);
        bool isShallow = GitProcess.IsShallow(directory);
        return GitProcess.Ask(directory, "merge-base", commit, "HEAD") ?? throw new CallException(
            $"git knows no commit that '{name}' and HEAD have in common{(isShallow ? " in this shallow clone" : "")}",
            isShallow
                ? "Fetch the rest of the history first: git fetch --unshallow origin; or clone with all of it (fetch-depth: 0, GIT_DEPTH: 0)."
                : $"Without '{Parting}' at the end, '{name}' itself is compared with.");
    }

    private static string ReadLine(Stream stream)
    {
        var line = new List<byte>();
        for (int value = stream.ReadByte(); value is not ('\n' or -1); value = stream.ReadByte())
        {
            line.Add((byte)value);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
