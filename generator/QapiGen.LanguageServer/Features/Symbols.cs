using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Definitions of a file, and of everything.</summary>
internal static class Symbols
{
    // An empty query asks for all: whole schemas have a thousand definitions.
    private const int MaxFound = 20_000;
    private const int Deprecated = 1;

    /// <summary>What a file defines, as a tree.</summary>
    public static DocumentSymbol[] OfDocument(RequestScope scope, DocumentParams parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach ((RootSnapshot root, DocumentOutline document) in scope.Find(parameters.TextDocument))
        {
            return [.. document.Definitions.Where(static definition => definition.Name.Length > 0).Select(definition => Create(scope, root, document, definition))];
        }

        return [];
    }

    /// <summary>The same for clients that know no trees: each with the definition that it is in.</summary>
    public static SymbolInformation[] ListOfDocument(RequestScope scope, DocumentParams parameters, CancellationToken cancellationToken) =>
    [
        .. OfDocument(scope, parameters, cancellationToken).SelectMany(definition => (definition.Children ?? []).Select(child => (Symbol: child, Container: (string?)definition.Name)).Prepend((definition, null)))
            .Select(found => new SymbolInformation(found.Symbol.Name, found.Symbol.Kind, new Location(parameters.TextDocument.Uri, found.Symbol.Range), found.Container) { Tags = found.Symbol.Tags }),
    ];

    /// <summary>Definitions whose name has some letters in it, in this order; those that begin with them first.</summary>
    public static SymbolInformation[] OfWorkspace(RequestScope scope, WorkspaceSymbolParams parameters, CancellationToken cancellationToken)
    {
        var found = new List<(int Rank, SymbolInformation Symbol)>();
        var seen = new HashSet<Location>();
        foreach (RootSnapshot root in Snapshot.Written(scope.Snapshot.All))
        {
            foreach ((DocumentOutline document, DefinitionOutline definition) in root.Definitions.Values)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Rank(definition.Name, parameters.Query) is { } rank)
                {
                    SchemaFile file = document.Document.File;
                    var symbol = new SymbolInformation(definition.Name, SymbolKinds.Known(SymbolKinds.Of(definition.Meta), scope.Client.KnowsWorkspaceSymbols), scope.Locate(file, definition.NameSpan), Schema.Loading.SchemaPath.GetFileName(file.Path))
                    {
                        Tags = TagsOf(scope.Client.MarksWorkspaceSymbols && EntityText.IsDeprecated(root.Schema.ByName.GetValueOrDefault(definition.Name))),
                    };
                    if (seen.Add(symbol.Location))
                    {
                        found.Add((rank, symbol));
                    }
                }
            }
        }

        return [.. found.OrderBy(static item => item.Rank).ThenBy(static item => item.Symbol.Name, StringComparer.Ordinal).Take(MaxFound).Select(static item => item.Symbol)];
    }

    private static int? Rank(string name, string query)
    {
        if (name.StartsWith(query, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        if (name.Contains(query, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        int at = 0;
        foreach (char letter in query)
        {
            at = name.IndexOf(letter.ToString(), at, StringComparison.OrdinalIgnoreCase) + 1;
            if (at == 0)
            {
                return null;
            }
        }

        return 2;
    }

    private static DocumentSymbol Create(RequestScope scope, RootSnapshot root, DocumentOutline document, DefinitionOutline definition)
    {
        SchemaFile file = document.Document.File;
        SchemaEntity? entity = root.Schema.ByName.GetValueOrDefault(definition.Name);
        HashSet<string> deprecated = [.. EntityText.DeprecatedParts(entity)];
        DocumentSymbol[] children = [.. Children(scope, file, deprecated, definition.Parts), .. Children(scope, file, [], definition.Branches)];
        return new DocumentSymbol(definition.Name, definition.Meta, SymbolKinds.Known(SymbolKinds.Of(definition.Meta), scope.Client.KnowsDocumentSymbols), scope.Positions.ToRange(file, definition.Extent), scope.Positions.ToRange(file, definition.NameSpan))
        {
            Children = children.Length > 0 ? children : null,
            Tags = TagsOf(scope.Client.MarksDocumentSymbols && EntityText.IsDeprecated(entity)),
        };
    }

    // The range has to hold the name's, whatever a fault did to the rest.
    private static IEnumerable<DocumentSymbol> Children(RequestScope scope, SchemaFile file, HashSet<string> deprecated, EquatableArray<OutlinePart> parts) =>
        parts.Where(static part => part.Name.Length > 0).Select(part => new DocumentSymbol(
            part.Name,
            part.Type is null ? null : (part.IsOptional ? "optional " : "") + (part.IsArray ? $"[{part.Type}]" : part.Type),
            SymbolKinds.Known(SymbolKinds.Of(part.Role), scope.Client.KnowsDocumentSymbols),
            scope.Positions.ToRange(file, part.Extent.End >= part.NameSpan.End ? part.Extent : part.NameSpan),
            scope.Positions.ToRange(file, part.NameSpan))
        {
            Tags = TagsOf(scope.Client.MarksDocumentSymbols && deprecated.Contains(part.Name)),
        });

    private static int[]? TagsOf(bool isDeprecated) => isDeprecated ? [Deprecated] : null;
}
