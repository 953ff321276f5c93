using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Renames definitions, members, values, features and symbols, in definitions, documentation and pragmas alike.</summary>
internal static class Renames
{
    /// <summary>The name that would be renamed; null if there is none.</summary>
    public static PrepareRenameResult? Prepare(RequestScope scope, TextDocumentPositionParams at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach ((RootSnapshot root, Use use, NameTarget target) in Navigation.NamesAt(scope, at.TextDocument, at.Position))
        {
            return WhyNot(root, target) is null
                ? new PrepareRenameResult(scope.Positions.ToRange(use.Document.Document.File, use.Occurrence.Span), use.Occurrence.Name)
                : null;
        }

        return null;
    }

    /// <summary>The edits that rename what is named at a place, in every root that includes the file.</summary>
    /// <exception cref="RequestException">It can't be renamed, or not so.</exception>
    public static WorkspaceEdit Rename(RequestScope scope, RenameParams parameters, CancellationToken cancellationToken)
    {
        var places = new SortedDictionary<string, (DocumentOutline Document, HashSet<NameOccurrence> Names)>(StringComparer.Ordinal);
        var roots = new HashSet<RootSnapshot>();
        IEnumerable<(RootSnapshot Root, Use Use, NameTarget Target)> names = Navigation.NamesAt(scope, parameters.TextDocument, parameters.Position);
        foreach ((RootSnapshot root, NameTarget target, Use use) in Navigation.Everywhere(scope, names, UsesToRename, cancellationToken))
        {
            string path = use.Document.Document.File.Path;
            if (root.Settings.Includes.Any(item => item.Path == path) && !scope.Snapshot.State.Open.ContainsKey(path))
            {
                throw new RequestException(ErrorCode.RequestFailed, $"'{target.Name}' is named in '{path}', which is a package's or another project's");
            }

            if (!places.TryGetValue(path, out (DocumentOutline Document, HashSet<NameOccurrence> Names) known))
            {
                places.Add(path, known = (use.Document, []));
            }

            known.Names.Add(use.Occurrence);
            roots.Add(root);
        }

        if (places.Count == 0)
        {
            throw new RequestException(ErrorCode.RequestFailed, "there is no name here that could be renamed");
        }

        RenamedFile[] files = [.. places.Values.Select(place => RenamedFile.Create(place.Document, place.Names, parameters.NewName, roots))];
        Dictionary<RootSnapshot, EquatableArray<SchemaDiagnostic>> found = Rehearse(roots, files, cancellationToken);
        RenamedFile[] wrapped = [.. files.Select(file => file.Wrap(roots.SelectMany(static root => root.Diagnostics), found.Values.SelectMany(static item => item)))];
        if (!wrapped.SequenceEqual(files))
        {
            files = wrapped;
            found = Rehearse(roots, files, cancellationToken);
        }

        foreach ((RootSnapshot root, EquatableArray<SchemaDiagnostic> after) in found)
        {
            if (NewError(root.Diagnostics, after) is { } error)
            {
                throw new RequestException(ErrorCode.RequestFailed, $"'{parameters.NewName}' can't be its name: {error.Message}");
            }
        }

        return scope.Edit(files.Select(file => (file.Before, (TextEdit[])[.. file.Changes.Select(change => new TextEdit(scope.Positions.ToRange(file.Before, change.Span), change.Text))])));

        IEnumerable<Use> UsesToRename(RootSnapshot root, NameTarget target, CancellationToken token) =>
            (WhyNot(root, target) ?? WhyNot(root, target, parameters.NewName)) is { } reason
                ? throw new RequestException(ErrorCode.RequestFailed, reason)
                : NameTargets.Uses(root, target, token);
    }

    private static Dictionary<RootSnapshot, EquatableArray<SchemaDiagnostic>> Rehearse(IEnumerable<RootSnapshot> roots, RenamedFile[] files, CancellationToken cancellationToken)
    {
        Dictionary<string, SchemaFile> changed = files.ToDictionary(static file => file.Before.Path, static file => file.After, StringComparer.Ordinal);
        var found = new Dictionary<RootSnapshot, EquatableArray<SchemaDiagnostic>>();
        foreach (RootSnapshot root in roots)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.Add(root, root.Rehearse(changed));
        }

        return found;
    }

    // What was wrong before may be told in other words: more of a kind is new.
    private static SchemaDiagnostic? NewError(IEnumerable<SchemaDiagnostic> before, IEnumerable<SchemaDiagnostic> after)
    {
        SchemaDiagnostic[] known = [.. before.Where(static item => item.Severity == SchemaSeverity.Error)];
        return after.Where(static item => item.Severity == SchemaSeverity.Error).GroupBy(static item => item.Rule.Id)
            .Where(group => group.Count() > known.Count(item => item.Rule.Id == group.Key))
            .Select(group => group.FirstOrDefault(item => known.All(old => old.Message != item.Message)) ?? group.First())
            .FirstOrDefault();
    }

    private static string? WhyNot(RootSnapshot root, NameTarget target) => target.Kind switch
    {
        TargetKind.File => "a file isn't renamed from here",
        TargetKind.Definition when !root.Definitions.ContainsKey(target.Name) => $"'{target.Name}' is not defined in this schema",
        TargetKind.Part when !NameTargets.Declarations(root, target).Any() => $"'{target.Name}' is not declared in this schema",
        TargetKind.Feature when target.Name is Schema.Model.Feature.Deprecated or Schema.Model.Feature.Unstable => $"'{target.Name}' is a word of the language",
        _ => null,
    };

    private static string? WhyNot(RootSnapshot root, NameTarget target, string name)
    {
        if (!IsName(name, target))
        {
            return $"'{name}' is no name: letters, digits, '-' and '_', a letter first";
        }

        bool isTaken = name != target.Name && target.Kind switch
        {
            TargetKind.Definition => root.Schema.ByName.ContainsKey(name) || root.Definitions.ContainsKey(name),
            TargetKind.Part => NameTargets.Part(root, target.Owner, name) is not null,
            _ => false,
        };
        return isTaken ? $"there is a '{name}' already" : null;
    }

    // The form of names (spec N-1); values may begin with a digit.
    private static bool IsName(string name, NameTarget target)
    {
        int start = name.StartsWith("__", StringComparison.Ordinal) ? name.IndexOf('_', 2) + 1 : 0;
        bool isFirstGood = start < name.Length && (char.IsAsciiLetter(name[start]) || (target.Kind == TargetKind.Part && char.IsAsciiDigit(name[start])));
        return isFirstGood && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && !name.AsSpan(start).Contains('.');
    }
}
