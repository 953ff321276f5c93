using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Offers what may be written at a place.</summary>
internal static class Completions
{
    private const int SnippetFormat = 2;

    /// <summary>What may be written at a place, with the edit that writes it.</summary>
    public static CompletionList Offer(RequestScope scope, TextDocumentPositionParams at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach ((RootSnapshot root, DocumentOutline document) in scope.Find(at.TextDocument))
        {
            SchemaFile file = document.Document.File;
            int offset = scope.Positions.ToOffset(file, at.Position);
            CursorContext context = CursorContext.Find(file, root.Loaded.Dialect, offset);
            IEnumerable<Offer> offers = context.Expects == CursorExpectation.Documentation
                ? DocumentationOffers.Find(root, document, context, offset)
                : SchemaOffers.Find(root, document, context);
            Protocol.Range range = scope.Positions.ToRange(file, context.Replaced);
            bool isQuoted = context.IsInString || context.Expects is CursorExpectation.Documentation;
            return new CompletionList(false, [.. offers.DistinctBy(static offer => offer.Text).Select(offer => Create(scope, offer, range, isQuoted))]);
        }

        return new CompletionList(false, []);
    }

    private static CompletionItem Create(RequestScope scope, Offer offer, Protocol.Range range, bool isQuoted)
    {
        bool isSnippet = offer.Snippet is not null && scope.Client.TakesSnippets;
        string text = isSnippet ? offer.Snippet! : isQuoted || offer.IsPlain ? offer.Text : $"'{offer.Text}'";
        return new CompletionItem(offer.Text, offer.Kind)
        {
            Detail = offer.Detail,
            SortText = offer.Rank + offer.Text,
            FilterText = offer.Text,
            InsertTextFormat = isSnippet ? SnippetFormat : null,
            TextEdit = new TextEdit(range, text),
        };
    }
}

/// <summary>Something that may be written.</summary>
/// <param name="Text">What is written, without quotes.</param>
/// <param name="Kind">The protocol's kind.</param>
/// <param name="Detail">What it is, in short.</param>
internal sealed record Offer(string Text, int Kind, string? Detail = null)
{
    public const int Function = 3;
    public const int Field = 5;
    public const int Class = 7;
    public const int Property = 10;
    public const int Enum = 13;
    public const int Keyword = 14;
    public const int SnippetKind = 15;
    public const int File = 17;
    public const int EnumMember = 20;
    public const int Constant = 21;
    public const int Struct = 22;
    public const int Event = 23;

    /// <summary>Whether it has no quotes: <c>true</c>.</summary>
    public bool IsPlain { get; init; }

    /// <summary>What stands before it in the order of offers.</summary>
    public string Rank { get; init; } = "5";

    /// <summary>What is written instead where the client has place holders.</summary>
    public string? Snippet { get; init; }

    /// <summary>The kind of a definition.</summary>
    public static int KindOf(string meta) => meta switch
    {
        "enum" => Enum,
        "struct" => Struct,
        "command" => Function,
        "event" => Event,
        _ => Class,
    };
}
