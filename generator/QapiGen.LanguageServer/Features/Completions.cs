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
                : SchemaOffers.Find(root, document, context, offset).Where(offer => offer.Snippet is null || scope.Client.TakesSnippets);
            Protocol.Range range = scope.Positions.ToRange(file, context.Replaced);
            bool isQuoted = context.IsInString || context.Expects is CursorExpectation.Documentation;
            return new CompletionList(false, [.. offers.DistinctBy(static offer => offer.Text).Select(offer => Create(scope, offer, range, isQuoted))]);
        }

        return new CompletionList(false, []);
    }

    private static CompletionItem Create(RequestScope scope, Offer offer, Protocol.Range range, bool isQuoted)
    {
        string text = offer.Snippet is not null ? offer.Snippet : isQuoted || offer.IsPlain ? offer.Text : $"'{offer.Text}'";
        return new CompletionItem(offer.Text, Features.Offer.Known(offer.Kind, scope.Client.KnowsOffers))
        {
            Detail = offer.Detail,
            SortText = offer.Rank + offer.Text,
            FilterText = offer.Text,
            InsertTextFormat = offer.Snippet is not null ? SnippetFormat : null,
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
    public const int Value = 12;
    public const int Enum = 13;
    public const int Keyword = 14;
    public const int SnippetKind = 15;
    public const int File = 17;

    // Those above 18 aren't in the protocol's first version.
    public const int Folder = 19;
    public const int EnumMember = 20;
    public const int Constant = 21;
    public const int Struct = 22;
    public const int Event = 23;

    /// <summary>Whether it has no quotes: <c>true</c>.</summary>
    public bool IsPlain { get; init; }

    /// <summary>What stands before it in the order of offers.</summary>
    public string Rank { get; init; } = "5";

    /// <summary>What is written instead, with place holders; for clients that have these alone.</summary>
    public string? Snippet { get; init; }

    /// <summary>A kind for a client.</summary>
    public static int Known(int kind, bool knowsAll) => knowsAll ? kind : kind switch
    {
        EnumMember or Constant => Value,
        Struct => Class,
        Folder => File,
        Event => Function,
        _ => kind,
    };

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
