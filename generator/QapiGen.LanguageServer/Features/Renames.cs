using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Diagnostics;
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
        var edits = new SortedDictionary<string, (SchemaFile File, HashSet<SourceSpan> Spans)>(StringComparer.Ordinal);
        var roots = new HashSet<RootSnapshot>();
        IEnumerable<(RootSnapshot Root, Use Use, NameTarget Target)> names = Navigation.NamesAt(scope, parameters.TextDocument, parameters.Position);
        foreach ((RootSnapshot root, NameTarget target, Use use) in Navigation.Everywhere(scope, names, UsesToRename, cancellationToken))
        {
            SchemaFile file = use.Document.Document.File;
            if (root.Settings.Includes.Any(item => item.Path == file.Path) && !scope.Snapshot.State.Open.ContainsKey(file.Path))
            {
                throw new RequestException(ErrorCode.RequestFailed, $"'{target.Name}' is named in '{file.Path}', which is a package's or another project's");
            }

            if (!edits.TryGetValue(file.Path, out (SchemaFile File, HashSet<SourceSpan> Spans) known))
            {
                edits.Add(file.Path, known = (file, []));
            }

            known.Spans.Add(use.Occurrence.Span);
            roots.Add(root);
        }

        if (edits.Count == 0)
        {
            throw new RequestException(ErrorCode.RequestFailed, "there is no name here that could be renamed");
        }

        Dictionary<string, SchemaFile> renamed = edits.ToDictionary(static pair => pair.Key, pair => Rename(pair.Value.File, pair.Value.Spans, parameters.NewName), StringComparer.Ordinal);
        foreach (RootSnapshot root in roots)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (NewError(root.Diagnostics, root.Rehearse(renamed)) is { } error)
            {
                throw new RequestException(ErrorCode.RequestFailed, $"'{parameters.NewName}' can't be its name: {error.Message}");
            }
        }

        return scope.Edit(edits.Values.Select(file => (file.File, (TextEdit[])[.. file.Spans.OrderBy(static span => span.Start).Select(span => new TextEdit(scope.Positions.ToRange(file.File, span), parameters.NewName))])));

        IEnumerable<Use> UsesToRename(RootSnapshot root, NameTarget target, CancellationToken token) =>
            (WhyNot(root, target) ?? WhyNot(root, target, parameters.NewName)) is { } reason
                ? throw new RequestException(ErrorCode.RequestFailed, reason)
                : NameTargets.Uses(root, target, token);
    }

    private static SchemaFile Rename(SchemaFile file, IEnumerable<SourceSpan> spans, string name)
    {
        var text = new StringBuilder();
        int done = 0;
        foreach (SourceSpan span in spans.OrderBy(static span => span.Start))
        {
            text.Append(file.Text, done, span.Start - done).Append(name);
            done = span.End;
        }

        return new SchemaFile(file.Path, text.Append(file.Text, done, file.Text.Length - done).ToString());
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
