using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Semantic tokens: what names are, in definitions and in documentation.</summary>
internal static class Colours
{
    private const int Declaration = 1;
    private const int Documentation = 2;
    private const int Deprecated = 4;

    private static readonly string[] Types = SemanticTokensLegend.Instance.TokenTypes;
    private static readonly int Keyword = Array.IndexOf(Types, "keyword");
    private static readonly int Type = Array.IndexOf(Types, "type");

    /// <summary>The tokens of a file.</summary>
    public static SemanticTokens OfDocument(RequestScope scope, DocumentParams parameters, CancellationToken cancellationToken) =>
        Find(scope, parameters.TextDocument, null, cancellationToken);

    /// <summary>The tokens of a part of a file.</summary>
    public static SemanticTokens OfRange(RequestScope scope, RangeParams parameters, CancellationToken cancellationToken) =>
        Find(scope, parameters.TextDocument, parameters.Range, cancellationToken);

    private static SemanticTokens Find(RequestScope scope, TextDocumentIdentifier id, Protocol.Range? range, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach ((RootSnapshot root, DocumentOutline document) in scope.Find(id))
        {
            SchemaFile file = document.Document.File;
            (int start, int end) = range is { } part ? (scope.Positions.ToOffset(file, part.Start), scope.Positions.ToOffset(file, part.End)) : (0, file.Text.Length);
            HashSet<(string Owner, string Part)> deprecated =
                [.. document.Definitions.SelectMany(definition => EntityText.DeprecatedParts(root.Schema.ByName.GetValueOrDefault(definition.Name)).Select(part => (definition.Name, part)))];
            IEnumerable<(SourceSpan Span, int Type, int Modifiers)> tokens = document.Occurrences.Select(name => OfName(root, deprecated, name)).Concat(Keywords(document)).Where(token => token.Type >= 0 && token.Span.Length > 0 && token.Span.End > start && token.Span.Start < end);
            return new SemanticTokens(Encode(scope, file, tokens.OrderBy(static token => token.Span.Start)));
        }

        return new SemanticTokens([]);
    }

    private static (SourceSpan Span, int Type, int Modifiers) OfName(RootSnapshot root, HashSet<(string Owner, string Part)> deprecated, NameOccurrence name)
    {
        // In documentation the same form names definitions and parts.
        NameTarget? target = name.Role is NameRole.DocReference or NameRole.DocPart ? NameTargets.Resolve(root, name) : null;
        (string? type, int modifiers) = name.Role switch
        {
            NameRole.Definition => (null, Declaration),
            NameRole.Type or NameRole.PragmaName => (null, 0),
            NameRole.DocReference or NameRole.DocPart when target is null or { Kind: TargetKind.Part } => ("parameter", Documentation),
            NameRole.DocSymbol or NameRole.DocReference or NameRole.DocPart => (null, Documentation),
            NameRole.Member => ("property", Declaration),
            NameRole.Alternative => ("property", Declaration),
            NameRole.Discriminator => ("property", 0),
            NameRole.Value => ("enumMember", Declaration),
            NameRole.Branch => ("enumMember", 0),
            NameRole.Feature => ("decorator", 0),
            NameRole.Symbol => ("macro", 0),
            NameRole.DocFeature => ("decorator", Documentation),
            NameRole.DocMember or NameRole.DocMention => ("parameter", Documentation),
            NameRole.DocCommand => ("function", Documentation),
            NameRole.DocEvent => ("event", Documentation),
            _ => ("", 0),
        };
        return (name.Span, type is null ? OfDefinition(root, name.Name) : Array.IndexOf(Types, type), modifiers | (IsDeprecated(root, deprecated, name) ? Deprecated : 0));
    }

    private static bool IsDeprecated(RootSnapshot root, HashSet<(string Owner, string Part)> deprecated, NameOccurrence name) => name.Role switch
    {
        NameRole.Definition or NameRole.Type or NameRole.PragmaName or NameRole.DocSymbol or NameRole.DocReference => EntityText.IsDeprecated(root.Schema.ByName.GetValueOrDefault(name.Name)),
        NameRole.Member or NameRole.Value or NameRole.DocMember => deprecated.Contains((name.Owner, name.Name)),
        _ => false,
    };

    private static int OfDefinition(RootSnapshot root, string name) =>
        !root.Definitions.TryGetValue(name, out (DocumentOutline, DefinitionOutline Definition) found) ? Type : found.Definition.Meta switch
        {
            "enum" => Array.IndexOf(Types, "enum"),
            "struct" or "union" => Array.IndexOf(Types, "struct"),
            "command" => Array.IndexOf(Types, "function"),
            "event" => Array.IndexOf(Types, "event"),
            _ => Type,
        };

    private static IEnumerable<(SourceSpan Span, int Type, int Modifiers)> Keywords(DocumentOutline document)
    {
        foreach (DefinitionOutline definition in document.Definitions)
        {
            foreach (PairSyntax pair in definition.Syntax.Object.Pairs)
            {
                yield return (new SourceSpan(pair.Key.Span.Start + 1, Math.Max(pair.Key.Span.Length - 2, 0)), Keyword, 0);
            }

            foreach (DocSection section in definition.Syntax.Documentation?.Sections ?? default)
            {
                if (section.Kind is not (DocSectionKind.Member or DocSectionKind.Feature or DocSectionKind.Body or DocSectionKind.Plain) && section.Name is { Length: > 0 } tag)
                {
                    yield return (new SourceSpan(section.Span.Start, tag.Length + 1), Keyword, Documentation);
                }
            }
        }
    }

    private static int[] Encode(RequestScope scope, SchemaFile file, IEnumerable<(SourceSpan Span, int Type, int Modifiers)> tokens)
    {
        var data = new List<int>();
        Position last = default;
        int lastEnd = 0;
        foreach ((SourceSpan span, int type, int modifiers) in tokens)
        {
            Protocol.Range range = scope.Positions.ToRange(file, span);
            if (span.Start < lastEnd || range.Start.Line != range.End.Line)
            {
                continue;
            }

            int line = range.Start.Line - last.Line;
            data.AddRange([line, range.Start.Character - (line == 0 ? last.Character : 0), range.End.Character - range.Start.Character, type, modifiers]);
            (last, lastEnd) = (range.Start, span.End);
        }

        return [.. data];
    }
}
