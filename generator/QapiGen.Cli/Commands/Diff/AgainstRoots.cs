using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Compatibility.Configuration;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>A root of the working tree, of a commit, or of both.</summary>
/// <param name="Path">Relative to the working directory, or absolute.</param>
/// <param name="IsNamed">Whether somebody says that it is one, and it wasn't merely found.</param>
internal readonly record struct AgainstRoot(string Path, bool IsNamed);

/// <summary>Which roots of the working tree and of a commit are compared: those of the call, else those of the configuration, else those that are found.</summary>
internal sealed class AgainstRoots
{
    private readonly CliEnvironment _environment;
    private readonly ConfigurationFile _configuration;
    private readonly string[] _named;
    private readonly bool _isConfigured;

    /// <summary>Makes it.</summary>
    /// <param name="environment">Files.</param>
    /// <param name="names">What the call names; empty if nothing.</param>
    /// <param name="configuration">The configuration.</param>
    public AgainstRoots(CliEnvironment environment, IReadOnlyList<string> names, ConfigurationFile configuration)
    {
        _environment = environment;
        _configuration = configuration;
        _isConfigured = names.Count == 0;
        _named = [.. _isConfigured ? configuration.Configuration.Roots.Select(root => configuration.PathOf(root, environment)) : names];
        Place = FindPlace();
    }

    /// <summary>A folder in the repository that is meant.</summary>
    public string Place { get; }

    private string Here => _environment.Files.CurrentDirectory;

    /// <summary>The roots, in order.</summary>
    /// <param name="tree">The files of the commit.</param>
    public IEnumerable<AgainstRoot> In(GitTree tree) =>
        _named.Length == 0
            ? Find(tree).Select(static root => new AgainstRoot(root, IsNamed: false))
            : [.. _named.Select(root => new AgainstRoot(At(root), IsNamed: true)), .. Former(tree).Select(static root => new AgainstRoot(root, IsNamed: false))];

    /// <summary>What is a root where nothing faulty makes a part of it: a sound schema that only a faulty one includes is looked at by itself. Nothing where roots are named.</summary>
    /// <param name="tree">The files of the commit.</param>
    /// <param name="faulty">The faulty roots.</param>
    public IEnumerable<AgainstRoot> Behind(GitTree tree, IReadOnlyCollection<string> faulty) =>
        _named.Length == 0 && faulty.Count > 0 ? Find(tree, faulty).Select(static root => new AgainstRoot(root, IsNamed: false)) : [];

    private string At(string path) => Place == Here ? path : Path.GetFullPath(Path.Combine(Here, path));

    // Those of the commit as well: one may be gone, empty, or a part of a new root by now, and what it lost counts all the same.
    private IEnumerable<string> Find(GitTree tree, IReadOnlyCollection<string>? faulty = null) =>
        SchemaRoots.FindInWorkTree(_environment.Files, Here, faulty).Union(SchemaRoots.FindInCommit(tree, faulty), StringComparer.Ordinal)
            .Where(root => tree.Inside(root) is not null);

    // What the configuration of the commit names, and that of the working tree doesn't any more: a change that leaves out a root doesn't make it harmless.
    private IEnumerable<string> Former(GitTree tree)
    {
        if (!_isConfigured)
        {
            return [];
        }

        // Without one there, what would have been found: whatever of it is gone altogether. What still is there is left out on purpose.
        string path = At(_configuration.PathOf(ProjectConfiguration.FileName, _environment));
        IEnumerable<string> former = new FileSchemaResolver(tree).TryRead(path, PathOrigin.Found, out SchemaFile? file, out _) && ProjectConfiguration.Parse(file) is { Faults.Count: 0 } configuration
            ? configuration.Roots.Select(root => At(_configuration.PathOf(root, _environment)))
            : SchemaRoots.FindInCommit(tree).Where(root => tree.Inside(root) is not null && !_environment.Files.FileExists(root));
        return former.Except(_named.Select(At), StringComparer.Ordinal)
            .Where(root => tree.FileExists(root) || tree.DirectoryExists(root));
    }

    // Outside of any repository the first root says which one is meant.
    private string FindPlace()
    {
        if (_named.Length == 0 || GitTree.IsInRepository(Here))
        {
            return Here;
        }

        string root = Path.GetFullPath(Path.Combine(Here, _named[0]));
        string folder = _environment.Files.DirectoryExists(root) ? root : Path.GetDirectoryName(root) ?? Here;
        return _environment.Files.DirectoryExists(folder) ? folder : Here;
    }
}
