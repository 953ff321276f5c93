using System;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Features;

/// <summary>What the client said that it can do, as far as it matters. What it doesn't speak of it can't.</summary>
internal sealed record ClientFeatures
{
    /// <summary>How it counts characters.</summary>
    public required PositionEncoding Encoding { get; init; }

    /// <summary>Whether it asks for findings.</summary>
    public bool Pulls { get; init; }

    public bool WatchesFiles { get; init; }

    public bool WatchesFolders { get; init; }

    public bool SendsNamedDocuments { get; init; }

    public bool ShowsProgress { get; init; }

    public bool TakesSnippets { get; init; }

    public bool TakesVersionedEdits { get; init; }

    /// <summary>Whether symbols of a document may be a tree.</summary>
    public bool TakesTrees { get; init; }

    public bool TakesMarkdown { get; init; }

    public bool RefreshesDiagnostics { get; init; }

    public bool RefreshesLenses { get; init; }

    /// <summary>Whether it asks what would be renamed.</summary>
    public bool PreparesRenames { get; init; }

    /// <summary>Whether mends may be edits; else only commands, of which there are none.</summary>
    public bool TakesMends { get; init; }

    /// <summary>Whether findings may lead to other places.</summary>
    public bool ShowsRelated { get; init; }

    /// <summary>Whether what is offered may be of any kind; else of those of the protocol's first version.</summary>
    public bool KnowsOffers { get; init; }

    /// <summary>The same of symbols of a document.</summary>
    public bool KnowsDocumentSymbols { get; init; }

    /// <summary>Whether these may be marked as deprecated.</summary>
    public bool MarksDocumentSymbols { get; init; }

    /// <summary>The same of symbols of everything.</summary>
    public bool KnowsWorkspaceSymbols { get; init; }

    /// <summary>Whether these may be marked as deprecated.</summary>
    public bool MarksWorkspaceSymbols { get; init; }

    /// <summary>Reads a client's capabilities.</summary>
    public static ClientFeatures Of(ClientCapabilities? client)
    {
        TextDocumentCapabilities? document = client?.TextDocument;
        WorkspaceCapabilities? workspace = client?.Workspace;
        return new ClientFeatures
        {
            Encoding = Array.IndexOf(client?.General?.PositionEncodings ?? [], "utf-8") >= 0 ? PositionEncoding.Utf8 : PositionEncoding.Utf16,
            Pulls = document?.Diagnostic is not null,
            WatchesFiles = workspace?.DidChangeWatchedFiles?.DynamicRegistration == true,
            WatchesFolders = workspace?.DidChangeWatchedFiles?.RelativePatternSupport == true,
            SendsNamedDocuments = document?.Synchronization?.DynamicRegistration == true,
            ShowsProgress = client?.Window?.WorkDoneProgress == true,
            TakesSnippets = document?.Completion?.CompletionItem?.SnippetSupport == true,
            TakesVersionedEdits = workspace?.WorkspaceEdit?.DocumentChanges == true,
            TakesTrees = document?.DocumentSymbol?.HierarchicalDocumentSymbolSupport == true,
            TakesMarkdown = Array.IndexOf(document?.Hover?.ContentFormat ?? [], MarkupContent.Markdown) >= 0,
            RefreshesDiagnostics = workspace?.Diagnostics?.RefreshSupport == true,
            RefreshesLenses = workspace?.CodeLens?.RefreshSupport == true,
            PreparesRenames = document?.Rename?.PrepareSupport == true,
            TakesMends = document?.CodeAction?.CodeActionLiteralSupport is not null,
            ShowsRelated = document?.PublishDiagnostics?.RelatedInformation == true,
            KnowsOffers = document?.Completion?.CompletionItemKind?.ValueSet is not null,
            KnowsDocumentSymbols = document?.DocumentSymbol?.SymbolKind?.ValueSet is not null,
            MarksDocumentSymbols = document?.DocumentSymbol?.TagSupport is not null,
            KnowsWorkspaceSymbols = workspace?.Symbol?.SymbolKind?.ValueSet is not null,
            MarksWorkspaceSymbols = workspace?.Symbol?.TagSupport is not null,
        };
    }
}
