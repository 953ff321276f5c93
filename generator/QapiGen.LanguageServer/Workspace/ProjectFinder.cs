using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using QapiGen.Compatibility.Configuration;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Programs;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Finds root schemas: those of projects and configurations around open documents and in the workspace, and those that the user names.</summary>
internal sealed class ProjectFinder(ProjectEvaluations evaluations)
{
    private readonly ConditionalWeakTable<SchemaFile, ProjectConfiguration> _read = [];

    private volatile Known? _last;

    /// <summary>The roots that are known, without those that are only files, and the configurations.</summary>
    public FoundProjects Find(WorkspaceState state, FileView files)
    {
        string open = string.Join('\n', state.Open.Keys.Select(WorkspaceFolders.FolderOf).Distinct());
        if (_last is not { } last || last.Version != state.ProjectsVersion || !last.Folders.SequenceEqual(state.Folders) || last.Open != open)
        {
            _last = last = new Known(state.ProjectsVersion, state.Folders, open, FindAnew(state, files));
        }

        // A root may be there as an open document, and go with that.
        return last.Found with
        {
            Roots = [.. (state.Settings.Roots ?? []).SelectMany(root => WorkspaceFolders.ResolveAll(root, state.Folders)).Select(static root => new RootSettings(root)), .. last.Found.Roots],
            Faults = [.. last.Found.Faults, .. last.Found.Configurations.SelectMany(configuration => MissingRoots(configuration, files))],
        };
    }

    private FoundProjects FindAnew(WorkspaceState state, FileView files)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        var near = new HashSet<string>(StringComparer.Ordinal);
        foreach (string folder in state.Open.Keys.Where(DocumentUri.IsFile).Select(WorkspaceFolders.FolderOf).Distinct())
        {
            folders.UnionWith(WorkspaceFolders.Above(folder));
            near.UnionWith(WorkspaceFolders.Around(folder, state.Folders));
        }

        foreach (string folder in state.Folders.Where(DocumentUri.IsFile))
        {
            near.UnionWith(WorkspaceFolders.Below(folder));
        }

        folders.UnionWith(near);

        var projects = new List<RootSettings>();
        var configurations = new List<ProjectConfiguration>();
        foreach (string folder in folders)
        {
            foreach (string name in WorkspaceFolders.List(folder, directories: false))
            {
                string path = $"{folder}/{name}";
                if (WorkspaceState.IsConfiguration(path) && files.Read(path, out _) is { } file)
                {
                    configurations.Add(_read.GetValue(file, ProjectConfiguration.Parse));
                }
                else if (name.EndsWith("proj", StringComparison.Ordinal) && near.Contains(folder))
                {
                    EvaluatedProject? evaluated = state.Settings.Programs ?? true ? evaluations.Find(path) : null;
                    ProjectConfiguration? configuration = ConfigurationOf(folder, files);
                    projects.AddRange(RootSettings.Of(evaluated ?? ProjectItems.Read(path), folder, evaluated is not null).Select(root => root.CompletedBy(configuration)));
                }
            }
        }

        // A root that is read in two ways counts twice; what a project says of one takes up what its own configuration says.
        RootSettings[] roots = [.. projects.Concat(configurations.SelectMany(RootSettings.Of).Where(root => !projects.Exists(other => other.Path == root.Path && other.Configuration == root.Configuration))).Distinct()];
        return new FoundProjects(
            [.. roots.Select(root => root with { OwnsSuppressions = roots.Count(other => other.Suppressions == root.Suppressions) == 1 })],
            configurations,
            [.. configurations.SelectMany(static configuration => configuration.Faults)]);
    }

    private static IEnumerable<ConfigurationFault> MissingRoots(ProjectConfiguration configuration, FileView files)
    {
        foreach (RootSettings root in RootSettings.Of(configuration))
        {
            if (files.Read(root.Path, out string? failure) is null)
            {
                yield return new ConfigurationFault(configuration.File!.Path, configuration.LineOf("roots"), $"the root '{root.Path}' can't be had: {failure}");
            }
        }
    }

    // The nearest, upwards, as for a build.
    private ProjectConfiguration? ConfigurationOf(string folder, FileView files) =>
        WorkspaceFolders.Above(folder).Select(above => files.Read($"{above}/{ProjectConfiguration.FileName}", out _)).FirstOrDefault(static file => file is not null) is { } found
            ? _read.GetValue(found, ProjectConfiguration.Parse)
            : null;

    // What was found, and in which state. Several snapshots may be made at once.
    private sealed record Known(int Version, IReadOnlyList<string> Folders, string Open, FoundProjects Found);
}

/// <summary>What there is in a workspace.</summary>
/// <param name="Roots">Root schemas.</param>
/// <param name="Configurations">The files that configure them, those with faults too.</param>
/// <param name="Faults">What is wrong with those.</param>
internal sealed record FoundProjects(IReadOnlyList<RootSettings> Roots, IReadOnlyList<ProjectConfiguration> Configurations, IReadOnlyList<ConfigurationFault> Faults);
