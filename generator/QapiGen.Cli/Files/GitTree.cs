using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Files;

/// <summary>The files of a commit, read by <c>git</c>. Paths begin at the top of the repository.</summary>
internal sealed class GitTree : IFileSystem, IDisposable
{
    private const string RemotePrefix = "origin/";

    private readonly Process _reader;
    private readonly string _reference;
    private readonly string _prefix;
    private readonly HashSet<string> _files;
    private readonly HashSet<string> _directories;

    private GitTree(string directory, string reference, string prefix, string[] files)
    {
        _reference = reference;
        _prefix = prefix;
        _files = [.. files];
        _directories = [string.Empty];
        foreach (string file in files)
        {
            for (int slash = file.LastIndexOf('/'); slash > 0 && _directories.Add(file[..slash]); slash = file.LastIndexOf('/', slash - 1))
            {
            }
        }

        _reader = Start(directory, ["cat-file", "--batch"]);
    }

    /// <inheritdoc/>
    public string CurrentDirectory => "/";

    /// <summary>The commit, however it was named.</summary>
    public string Commit => _reference;

    /// <summary>Opens a commit of the repository around a directory.</summary>
    /// <exception cref="CallException">There is no git, no repository or no such commit.</exception>
    public static GitTree Open(string directory, string reference)
    {
        string prefix = Run(directory, "rev-parse", "--show-prefix").TrimEnd('\n');
        string commit = Run(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}").TrimEnd('\n');
        string[] files = Run(directory, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return new GitTree(directory, commit, prefix, files);
    }

    /// <summary>The files of a directory that git knows or would add, relative to it.</summary>
    /// <exception cref="CallException">There is no git or no repository.</exception>
    public static string[] ListWorkTree(string directory, string pattern) =>
        Run(directory, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", pattern).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The path in the repository that a user means: from its top, or from the working directory where there is nothing.</summary>
    public string Resolve(string path)
    {
        string fromHere = Normalize(_prefix + path);
        string fromTop = Normalize(path);
        bool isRelative = path.StartsWith("./", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal) || path == ".";
        return isRelative || (!Exists(fromTop) && Exists(fromHere)) ? fromHere : fromTop;
    }

    /// <summary>The files at and below the working directory.</summary>
    public IEnumerable<string> FilesBelowHere => _files.Where(path => path.StartsWith(_prefix, StringComparison.Ordinal));

    /// <summary>A path of a file below the working directory, relative to that.</summary>
    public string Relative(string path) => path[_prefix.Length..];

    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path)
    {
        string inside = Normalize(path);
        if (!_files.Contains(inside))
        {
            throw _directories.Contains(inside) ? new UnauthorizedAccessException("is a directory") : new FileNotFoundException("not found", path);
        }

        _reader.StandardInput.Write($"{_reference}:{inside}\n");
        _reader.StandardInput.Flush();
        Stream output = _reader.StandardOutput.BaseStream;
        string[] header = ReadLine(output).Split(' ');
        if (header.Length != 3 || header[1] != "blob" || !int.TryParse(header[2], NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            throw new IOException($"git has no file '{inside}'");
        }

        byte[] content = new byte[size];
        output.ReadExactly(content);
        output.ReadByte();
        return content;
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => _files.Contains(Normalize(path));

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => _directories.Contains(Normalize(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        string inside = Normalize(directory);
        string start = inside.Length == 0 ? string.Empty : inside + "/";
        return _files.Concat(_directories).Where(p => p.Length > start.Length && p.StartsWith(start, StringComparison.Ordinal) && p.IndexOf('/', start.Length) < 0)
            .Select(p => p[start.Length..]).Order(StringComparer.Ordinal).ToArray();
    }

    /// <inheritdoc/>
    public void WriteAllBytes(string path, ReadOnlySpan<byte> content) => throw new IOException("a commit can't be written to");

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

    private bool Exists(string inside) => _files.Contains(inside) || _directories.Contains(inside);

    private static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
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

    private static string Run(string directory, params string[] arguments)
    {
        using Process git = Start(directory, arguments);
        git.StandardInput.Close();
        System.Threading.Tasks.Task<string> error = git.StandardError.ReadToEndAsync();
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            string said = error.Result.Trim().Split('\n')[0];
            throw said.Length > 0 ? new CallException($"git says: {said}", "Sides in commits are git:REF or git:REF:PATH.") : Unknown(directory, arguments[^1].Replace("^{commit}", null, StringComparison.Ordinal));
        }

        return output;
    }

    private static CallException Unknown(string directory, string reference)
    {
        bool isShallow = Run(directory, "rev-parse", "--is-shallow-repository").Trim() == "true";
        string? branch = reference.StartsWith(RemotePrefix, StringComparison.Ordinal) ? reference[RemotePrefix.Length..] : null;
        string fetch = branch is not null ? $"git fetch {(isShallow ? "--depth=1 " : "")}origin +{branch}:refs/remotes/origin/{branch}"
            : isShallow ? "git fetch --unshallow --tags origin" : "git fetch --tags origin";
        return new CallException(
            $"git knows no commit '{reference}'{(isShallow ? " in this shallow clone" : "")}",
            isShallow
                ? $"Fetch it first: {fetch}; or clone with the whole history (fetch-depth: 0, GIT_DEPTH: 0)."
                : $"Sides in commits are git:REF or git:REF:PATH. If it is elsewhere, fetch it first: {fetch}.");
    }

    private static Process Start(string directory, string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", directory, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CallException("there is no git on this machine", "Sides in commits need the program 'git' on PATH.");
        }
    }
}
