using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Configuration;
using QapiGen.LanguageServer.Programs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>A root schema, and how it is read.</summary>
/// <param name="Path">Its path, absolute and normalized.</param>
/// <param name="Dialect">Name of its dialect; <c>auto</c> to guess it; null if nothing is said.</param>
/// <param name="Conditions">Which conditions hold, for the comparison; null for all.</param>
/// <param name="Baseline">The schema to stay compatible with: a path, absolute, or <c>git:REF</c> or <c>git:REF:PATH</c>; null for none.</param>
internal sealed record RootSettings(string Path, string? Dialect = null, string? Conditions = null, string? Baseline = null)
{
    /// <summary>Path of the file with accepted findings, absolute; null for none.</summary>
    public string? Suppressions { get; init; }

    /// <summary>Whether no other root has these suppressions, so that one that matches nothing is needless.</summary>
    public bool OwnsSuppressions { get; init; } = true;

    /// <summary>Which findings of the comparison are asked for, as written; null if nothing is said.</summary>
    public string? Profile { get; init; }

    /// <summary>Which commands count, as patterns; empty for all.</summary>
    public string Commands { get; init; } = "";

    /// <summary>Which events count, as patterns; empty for all.</summary>
    public string Events { get; init; } = "";

    /// <summary>For which side code is generated: <c>Client</c>, <c>Server</c>, or nothing for both.</summary>
    public string Role { get; init; } = "";

    /// <summary>Files that includes find by name where no such file lies.</summary>
    public EquatableArray<(string Name, string Path)> Includes { get; init; }

    /// <summary>Whether it is known what packages bring.</summary>
    public bool IsEvaluated { get; init; }

    /// <summary>The file that configures it, for how its comparison is judged; null if there is none.</summary>
    public ProjectConfiguration? Configuration { get; init; }

    /// <summary>The roots of a project.</summary>
    /// <param name="project">What it says.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="isEvaluated">Whether MSBuild said so.</param>
    public static IEnumerable<RootSettings> Of(EvaluatedProject project, string folder, bool isEvaluated)
    {
        var includes = new EquatableArray<(string, string)>([.. project.Includes.Select(static item => (item.Name, SchemaPath.Normalize(item.Path)))]);
        return project.Schemas.Select(schema => Of(schema, folder) with { Includes = includes, IsEvaluated = isEvaluated });
    }

    /// <summary>The roots that a configuration names; a file with faults says nothing, as for the tool.</summary>
    public static IEnumerable<RootSettings> Of(ProjectConfiguration configuration) => configuration.File is not { } file || configuration.Faults.Count > 0
        ? []
        : configuration.Roots.Select(root => new RootSettings(Resolve(root, WorkspaceFolders.FolderOf(file.Path))!).CompletedBy(configuration));

    /// <summary>The same, with what a configuration says of every root that doesn't say it itself.</summary>
    public RootSettings CompletedBy(ProjectConfiguration? configuration) => configuration?.File is not { } file || configuration.Faults.Count > 0 ? this : this with
    {
        Dialect = Dialect ?? configuration.Dialect,
        Conditions = Conditions ?? (configuration.Conditions == "all" ? "*" : configuration.Conditions),
        Baseline = Baseline ?? Resolve(configuration.Baseline, WorkspaceFolders.FolderOf(file.Path)),
        Suppressions = Suppressions ?? Resolve(configuration.Suppressions, WorkspaceFolders.FolderOf(file.Path)),
        Configuration = configuration,
    };

    /// <summary>The configuration that has the baseline, the accepted findings or the conditions; null if a project does, or the user.</summary>
    public ProjectConfiguration? Configures(string setting) => Configuration is { File: not null } configuration && setting switch
    {
        "baseline" => Same(configuration.Baseline, Baseline),
        "conditions" => configuration.Conditions is { } conditions && conditions == Conditions,
        _ => Same(configuration.Suppressions, Suppressions),
    }
        ? configuration
        : null;

    private bool Same(string? configured, string? taken) => configured is not null && Resolve(configured, WorkspaceFolders.FolderOf(Configuration!.File!.Path)) == taken;

    private static RootSettings Of(EvaluatedSchema schema, string folder)
    {
        string? Get(string name) => schema.Metadata.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
        return new RootSettings(SchemaPath.Normalize(schema.Path), Get(nameof(Dialect)), Get(nameof(Conditions)), Resolve(Get(nameof(Baseline)), folder))
        {
            Suppressions = Resolve(Get(nameof(Suppressions)), folder),
            Profile = Get(nameof(Profile)),
            Commands = Get(nameof(Commands)) ?? "",
            Events = Get(nameof(Events)) ?? "",
            Role = Get(nameof(Role)) ?? "",
        };
    }

    // What a commit holds is no path here.
    private static string? Resolve(string? path, string folder) =>
        path is null || path.StartsWith("git:", StringComparison.Ordinal) ? path : SchemaPath.Normalize(System.IO.Path.Combine(folder, path.Replace('\\', '/')));
}
