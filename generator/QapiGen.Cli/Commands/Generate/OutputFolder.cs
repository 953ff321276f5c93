using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>Brings a directory up to date with what was generated, and touches nothing that the tool didn't write.</summary>
internal sealed class OutputFolder
{
    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly string _schema;
    private HashSet<string> _present = [];

    /// <summary>Makes a folder.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="directory">Its path.</param>
    /// <param name="root">Path of the root whose code it holds.</param>
    public OutputFolder(IFileSystem files, string directory, string root)
    {
        _files = files;
        _directory = directory;
        string current = files.CurrentDirectory;
        _schema = TerminalText.Escape(Path.GetRelativePath(Path.GetFullPath(directory, current), Path.GetFullPath(root, current)).Replace('\\', '/'));
    }

    /// <summary>Brings a directory up to date, and says what was done.</summary>
    /// <param name="environment">The call's surroundings.</param>
    /// <param name="files">What the directory should hold.</param>
    /// <param name="root">Path of the root that they were made from.</param>
    /// <param name="directory">The directory's path.</param>
    /// <param name="overwrites">Whether files that the tool didn't write may be replaced.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CallException">The directory belongs to something else, or can't be written.</exception>
    public static int Write(CliEnvironment environment, OutputFile[] files, string root, string directory, bool overwrites)
    {
        var folder = new OutputFolder(environment.Files, directory, root);
        try
        {
            folder.Update(files, overwrites);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CallException($"can't write to '{directory}': {e.Message}");
        }

        foreach (string name in folder.Kept)
        {
            environment.Error.WriteLine($"{TerminalText.Escape(Path.Combine(directory, name))}: warning: no longer generated, but changed by hand; delete it yourself");
        }

        environment.Output.WriteLine($"{TerminalText.Escape(directory)}: {folder.Written} written, {folder.Unchanged} unchanged, {folder.Deleted.Count} deleted");
        return ExitCodes.Success;
    }

    /// <summary>Files written because they are new or different.</summary>
    public int Written { get; private set; }

    /// <summary>Files that were up to date, and so weren't touched.</summary>
    public int Unchanged { get; private set; }

    /// <summary>Names of files deleted because they are no longer generated.</summary>
    public List<string> Deleted { get; } = [];

    /// <summary>Names of files that are no longer generated, and stay because somebody has changed them.</summary>
    public List<string> Kept { get; } = [];

    /// <summary>Writes, leaves or deletes files.</summary>
    /// <param name="wanted">What the directory should hold.</param>
    /// <param name="overwrites">Whether files that the tool didn't write may be replaced.</param>
    /// <exception cref="CallException">The directory belongs to something else; nothing has been written.</exception>
    public void Update(IReadOnlyList<OutputFile> wanted, bool overwrites)
    {
        OutputManifest? previous = OutputManifest.Read(_files, _directory);
        _present = new HashSet<string>(_files.List(_directory), StringComparer.OrdinalIgnoreCase);
        if (!overwrites)
        {
            RefuseForeign(previous, wanted);
        }

        _files.CreateDirectory(_directory);
        WriteAll(wanted);
        var manifest = new OutputManifest(_schema);
        foreach (OutputFile file in wanted)
        {
            manifest.Add(file);
        }

        DeleteStale(previous, manifest);
        manifest.Write(_files, _directory);
    }

    private void RefuseForeign(OutputManifest? previous, IReadOnlyList<OutputFile> wanted)
    {
        if (previous is not null && previous.Schema != _schema)
        {
            throw new CallException(
                $"'{_directory}' holds what was made from another schema ({previous.Schema})",
                "Give each schema a directory of its own, or --force to replace it.");
        }

        string[] foreign = wanted.Where(f => IsForeign(f.Name, f.Content, previous)).Select(f => f.Name).ToArray();
        if (foreign.Length > 0)
        {
            throw new CallException(
                $"'{Path.Combine(_directory, foreign[0])}' wasn't written by this tool, or has been changed since{(foreign.Length > 1 ? $" ({foreign.Length - 1} more)" : "")}",
                "Give another --output, or --force to replace such files.");
        }
    }

    private bool IsForeign(string name, byte[] content, OutputManifest? previous)
    {
        if (!IsPresent(name))
        {
            return false;
        }

        byte[] present = FoundFiles.Read(_files, Path.Combine(_directory, name));
        return !present.AsSpan().SequenceEqual(content) && previous?.Contains(name, present) != true;
    }

    // One listing tells of most names that they are free; names that differ by case alone may or may not be one file.
    private bool IsPresent(string name) => _present.Contains(name) && _files.FileExists(Path.Combine(_directory, name));

    private void WriteAll(IReadOnlyList<OutputFile> wanted)
    {
        int written = 0;
        try
        {
            Parallel.ForEach(wanted, file =>
            {
                string path = Path.Combine(_directory, file.Name);
                if (!IsPresent(file.Name) || !FoundFiles.Read(_files, path).AsSpan().SequenceEqual(file.Content))
                {
                    _files.WriteAllBytes(path, file.Content, PathOrigin.Found);
                    Interlocked.Increment(ref written);
                }
            });
        }
        catch (AggregateException faults)
        {
            // One tells enough: a full disk, a directory that may not be written to.
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }

        Written = written;
        Unchanged = wanted.Count - written;
    }

    private void DeleteStale(OutputManifest? previous, OutputManifest manifest)
    {
        foreach (string name in previous?.Names ?? [])
        {
            string path = Path.Combine(_directory, name);
            if (manifest.Contains(name) || !IsPresent(name))
            {
                continue;
            }

            if (previous!.Contains(name, FoundFiles.Read(_files, path)))
            {
                _files.DeleteFile(path);
                Deleted.Add(name);
            }
            else
            {
                Kept.Add(name);
            }
        }
    }
}

/// <summary>A file to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its content.</param>
internal sealed record OutputFile(string Name, byte[] Content)
{
    /// <summary>The content's hash as the manifest has it.</summary>
    public string Hash { get; } = HashOf(Content);

    /// <summary>The hash of a content.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];
}
