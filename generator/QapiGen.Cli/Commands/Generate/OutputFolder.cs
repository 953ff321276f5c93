using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using QapiGen.Cli.Files;
using QapiGen.Emit.Specs;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>Brings a directory up to date with what was generated, and touches nothing that the tool didn't write.</summary>
internal sealed class OutputFolder
{
    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly string _schema;

    /// <summary>Makes a folder.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="directory">Its path.</param>
    /// <param name="root">Path of the root whose code it holds.</param>
    public OutputFolder(IFileSystem files, string directory, string root)
    {
        _files = files;
        _directory = directory;
        string current = files.CurrentDirectory;
        _schema = Path.GetRelativePath(Path.GetFullPath(directory, current), Path.GetFullPath(root, current)).Replace('\\', '/');
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
    /// <param name="generated">What the directory should hold.</param>
    /// <param name="overwrites">Whether files that the tool didn't write may be replaced.</param>
    /// <exception cref="CallException">The directory belongs to something else; nothing has been written.</exception>
    public void Update(IReadOnlyList<GeneratedFile> generated, bool overwrites)
    {
        OutputManifest? previous = OutputManifest.Read(_files, _directory);
        (string Name, byte[] Content)[] wanted = generated.Select(f => (f.HintName, Encoding.UTF8.GetBytes(f.Text.ToString()))).ToArray();
        if (!overwrites)
        {
            RefuseForeign(previous, wanted);
        }

        _files.CreateDirectory(_directory);
        var manifest = new OutputManifest(_schema);
        foreach ((string name, byte[] content) in wanted)
        {
            manifest.Add(name, content);
            Write(Path.Combine(_directory, name), content);
        }

        DeleteStale(previous, manifest);
        manifest.Write(_files, _directory);
    }

    private void RefuseForeign(OutputManifest? previous, (string Name, byte[] Content)[] wanted)
    {
        if (previous is not null && previous.Schema != _schema)
        {
            throw new CallException(
                $"'{_directory}' holds the code of another schema ({previous.Schema})",
                "Give each schema a directory of its own, or --force to replace that code.");
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
        string path = Path.Combine(_directory, name);
        if (!_files.FileExists(path))
        {
            return false;
        }

        byte[] present = _files.ReadAllBytes(path);
        return !present.AsSpan().SequenceEqual(content) && previous?.Contains(name, present) != true;
    }

    private void Write(string path, byte[] content)
    {
        if (_files.FileExists(path) && _files.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            Unchanged++;
            return;
        }

        _files.WriteAllBytes(path, content);
        Written++;
    }

    private void DeleteStale(OutputManifest? previous, OutputManifest manifest)
    {
        foreach (string name in previous?.Names ?? [])
        {
            string path = Path.Combine(_directory, name);
            if (manifest.Contains(name) || !_files.FileExists(path))
            {
                continue;
            }

            if (previous!.Contains(name, _files.ReadAllBytes(path)))
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
