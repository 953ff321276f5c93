using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.LanguageServer.Programs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Reads the old sides of comparisons, files and commits alike, and keeps each until it changes.</summary>
internal sealed class BaselineReader(DiskFiles disk, IWorkspacePrograms? programs)
{
    private const string Git = "git:";

    private readonly ConcurrentDictionary<(string Root, string Baseline, string? Dialect, string? Conditions, EquatableArray<(string Name, string Path)> Includes), OldSide> _known = new();

    /// <summary>Reads the baseline of a root, which has one.</summary>
    public OldSide Read(RootSettings settings, WorkspaceState state)
    {
        (string, string, string?, string?, EquatableArray<(string, string)>) key = (settings.Path, settings.Baseline!, settings.Dialect, settings.Conditions, settings.Includes);
        OldSide? known = _known.GetValueOrDefault(key);
        OldSide read;
        try
        {
            read = settings.Baseline!.StartsWith(Git, StringComparison.Ordinal) ? ReadCommit(settings, state, known) : ReadFile(settings, state, known);
        }
        catch (Exception e) when (e is ProgramException or IntrospectionFormatException)
        {
            read = new OldSide(null, e.Message, state.ProjectsVersion, null, null);
        }

        _known[key] = read;
        return read;
    }

    private static OldSide ReadFile(RootSettings settings, FileView files, OldSide? known)
    {
        if (known?.Seen is { } seen && seen.All(item => ReferenceEquals(files.Read(item.Key, out _), item.Value)))
        {
            return known;
        }

        FileView.RecordingResolver resolver = files.Record(settings.Includes);
        SchemaFile? file = resolver.Resolve(settings.Baseline!, out string? failure);
        if (file is null)
        {
            return new OldSide(null, $"'{settings.Baseline}': {failure}", 0, null, resolver.Seen);
        }

        WireSchema? schema = Bind(settings, file, resolver, out string? fault);
        return new OldSide(schema, fault, 0, null, resolver.Seen);
    }

    private OldSide ReadFile(RootSettings settings, WorkspaceState state, OldSide? known) => ReadFile(settings, new FileView(state, disk), known);

    // A name of a commit may mean another one by now: asked again whenever something was saved.
    private OldSide ReadCommit(RootSettings settings, WorkspaceState state, OldSide? known)
    {
        if (known is not null && known.Version == state.ProjectsVersion)
        {
            return known;
        }

        if (programs is null || state.Settings.Programs == false)
        {
            throw new ProgramException($"'{settings.Baseline}' is in a commit, and git isn't asked here");
        }

        string[] parts = settings.Baseline![Git.Length..].Split(':', 2);
        if (parts[0].Length == 0 || parts[0][0] == '-')
        {
            throw new ProgramException($"'{settings.Baseline}' names no commit");
        }

        using ICommitFiles commit = programs.OpenCommit(WorkspaceFolders.FolderOf(settings.Path), parts[0], settings.Includes);

        // What isn't the commit's alone may have changed: files that are found by name, and what git takes for moved.
        if (known is { Schema: not null } && known.Commit == commit.Id && settings.Includes.Count == 0)
        {
            return known with { Version = state.ProjectsVersion };
        }

        bool isNamed = parts.Length > 1 && parts[1].Length > 0;
        string path = commit.Locate(isNamed ? parts[1] : $"./{SchemaPath.GetFileName(settings.Path)}");
        SchemaFile? file = commit.Resolve(path, out string? failure);
        if (file is null)
        {
            // As in a build: a schema that the commit doesn't have yet is new, and has nothing to break.
            return new OldSide(null, isNamed ? $"'{settings.Baseline}': '{path}' {failure}" : null, state.ProjectsVersion, commit.Id, null);
        }

        WireSchema? schema = Bind(settings, file, commit, out string? fault);
        return new OldSide(schema, fault, state.ProjectsVersion, commit.Id, null);
    }

    // Nothing of it is kept but what a comparison needs.
    private static WireSchema? Bind(RootSettings settings, SchemaFile file, ISchemaResolver resolver, out string? fault)
    {
        fault = null;
        if (SavedSchema.IsLikely(file))
        {
            return SavedSchema.Read(file).Select(settings.Commands, settings.Events);
        }

        Dialect dialect = DialectChoice.Choose(settings.Dialect, file, resolver, null);
        QapiSchema? schema = ComparedSchema.Bind(dialect, isOld: true, (one, bag) => Binder.Bind(SchemaLoader.Load(file, resolver, one, bag), bag), out fault);
        return schema is null ? null : Comparison.SideOf(schema, settings);
    }
}

/// <summary>The old side of a comparison.</summary>
/// <param name="Schema">What it says; null if it can't be had.</param>
/// <param name="Fault">Why not.</param>
/// <param name="Version">When it was asked for, in times that projects may have changed.</param>
/// <param name="Commit">The commit that it is in; null for a file.</param>
/// <param name="Seen">The files that it was read from; null for a commit.</param>
internal sealed record OldSide(WireSchema? Schema, string? Fault, int Version, string? Commit, IReadOnlyDictionary<string, SchemaFile?>? Seen);
