using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Outline;

namespace QapiGen.LanguageServer.Features;

/// <summary>From a name to where it is declared, and to everywhere else.</summary>
internal static class Navigation
{
    private const int TextHighlight = 1;
    private const int WriteHighlight = 3;

    /// <summary>Where what is named at a place is declared.</summary>
    public static Location[] Define(RequestScope scope, TextDocumentPositionParams at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return [.. NamesAt(scope, at.TextDocument, at.Position).SelectMany(name => Declarations(scope, name.Root, name.Use)).Distinct()];
    }

    /// <summary>Everywhere that what is named at a place is named.</summary>
    public static Location[] FindReferences(RequestScope scope, ReferenceParams at, CancellationToken cancellationToken)
    {
        bool includesDeclaration = at.Context?.IncludeDeclaration ?? true;
        return
        [
            .. Everywhere(scope, NamesAt(scope, at.TextDocument, at.Position), Uses, cancellationToken)
                .Where(found => includesDeclaration || !NameTargets.Declares(found.Use.Occurrence.Role, found.Target.Kind) || found.Use.Occurrence.Role == NameRole.Branch)
                .Select(found => scope.Locate(found.Use.Document.Document.File, found.Use.Occurrence.Span))
                .Distinct(),
        ];
    }

    /// <summary>Where the same is named in one file.</summary>
    public static DocumentHighlight[] Highlight(RequestScope scope, TextDocumentPositionParams at, CancellationToken cancellationToken)
    {
        string path = DocumentUri.ToPath(at.TextDocument.Uri);
        return
        [
            .. NamesAt(scope, at.TextDocument, at.Position).Take(1)
                .SelectMany(name => Uses(name.Root, name.Target, cancellationToken).Select(use => (name.Target, Use: use)))
                .Where(found => found.Use.Document.Document.File.Path == path)
                .Select(found => new DocumentHighlight(
                    scope.Positions.ToRange(found.Use.Document.Document.File, found.Use.Occurrence.Span),
                    NameTargets.Declares(found.Use.Occurrence.Role, found.Target.Kind) ? WriteHighlight : TextHighlight)),
        ];
    }

    /// <summary>The names at a place with what they mean, once for each root that includes the file.</summary>
    public static IEnumerable<(RootSnapshot Root, Use Use, NameTarget Target)> NamesAt(RequestScope scope, TextDocumentIdentifier document, Position position)
    {
        foreach ((RootSnapshot root, DocumentOutline outline) in scope.Find(document))
        {
            int offset = scope.Positions.ToOffset(outline.Document.File, position);
            if (outline.FindAt(offset) is { } name && NameTargets.Resolve(root, name) is { } target)
            {
                yield return (root, new Use(outline, name), target);
            }
        }
    }

    /// <summary>Where some names are named, in every root that has one of these places: what a shared file declares, roots name that don't have the file that was asked about.</summary>
    /// <param name="scope">The workspace.</param>
    /// <param name="names">What to begin with.</param>
    /// <param name="find">Finds the places in one root.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static IEnumerable<(RootSnapshot Root, NameTarget Target, Use Use)> Everywhere(
        RequestScope scope,
        IEnumerable<(RootSnapshot Root, Use Use, NameTarget Target)> names,
        Func<RootSnapshot, NameTarget, CancellationToken, IEnumerable<Use>> find,
        CancellationToken cancellationToken)
    {
        var open = new Queue<(RootSnapshot Root, NameTarget Target)>(names.Select(static name => (name.Root, name.Target)).Distinct());
        var known = new HashSet<(RootSnapshot Root, NameTarget Target)>(open);
        while (open.TryDequeue(out (RootSnapshot Root, NameTarget Target) next))
        {
            foreach (Use use in find(next.Root, next.Target, cancellationToken))
            {
                yield return (next.Root, next.Target, use);
                foreach (RootSnapshot other in scope.Snapshot.All)
                {
                    if (other != next.Root && other.Outlines.ContainsKey(use.Document.Document.File.Path)
                        && NameTargets.Resolve(other, use.Occurrence) is { } same && !known.Contains((other, same)) && (same.Kind == TargetKind.Symbol || NameTargets.Declarations(other, same).Any()))
                    {
                        known.Add((other, same));
                        open.Enqueue((other, same));
                    }
                }
            }
        }
    }

    // A feature is a word that means the same everywhere, but is declared where it stands.
    private static IEnumerable<Use> Uses(RootSnapshot root, NameTarget target, CancellationToken cancellationToken) =>
        target.Kind != TargetKind.Feature
            ? NameTargets.Uses(root, target, cancellationToken)
            : root.Outlines.Values.SelectMany(document => document.Occurrences
                .Where(name => name.Role is NameRole.Feature or NameRole.DocFeature && name.Name == target.Name)
                .Select(name => new Use(document, name)));

    private static IEnumerable<Location> Declarations(RequestScope scope, RootSnapshot root, Use use)
    {
        if (use.Occurrence.Role == NameRole.Include)
        {
            return Included(scope, root, use);
        }

        return NameTargets.Resolve(root, use.Occurrence) is { } target
            ? NameTargets.Declarations(root, target).Where(found => found.Occurrence.Role != NameRole.Branch || target.Owner == found.Occurrence.Owner)
                .Select(found => scope.Locate(found.Document.Document.File, found.Occurrence.Span))
            : [];
    }

    private static IEnumerable<Location> Included(RequestScope scope, RootSnapshot root, Use use)
    {
        string path = use.Document.Document.File.Path;
        LoadedFile? including = root.Loaded.Files.FirstOrDefault(file => file.Document.File.Path == path);
        foreach (LoadedInclude include in including?.Includes ?? (IReadOnlyList<LoadedInclude>)Array.Empty<LoadedInclude>())
        {
            if (include.File is { } file && include.Directive.Path.Span.Start + 1 == use.Occurrence.Span.Start)
            {
                yield return scope.Locate(file.Document.File, default);
            }
        }
    }
}
