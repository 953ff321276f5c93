using System;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Features;

/// <summary>What the client said that it can do, as far as it matters.</summary>
internal sealed record ClientFeatures(PositionEncoding Encoding, bool Pulls, bool WatchesFiles, bool WatchesFolders, bool SendsNamedDocuments, bool ShowsProgress, bool TakesSnippets, bool TakesVersionedEdits, bool TakesTrees, bool TakesMarkdown, bool RefreshesDiagnostics, bool RefreshesLenses)
{
    /// <summary>Reads a client's capabilities.</summary>
    public static ClientFeatures Of(ClientCapabilities? client) => new(
        Array.IndexOf(client?.General?.PositionEncodings ?? [], "utf-8") >= 0 ? PositionEncoding.Utf8 : PositionEncoding.Utf16,
        client?.TextDocument?.Diagnostic is not null,
        client?.Workspace?.DidChangeWatchedFiles?.DynamicRegistration == true,
        client?.Workspace?.DidChangeWatchedFiles?.RelativePatternSupport == true,
        client?.TextDocument?.Synchronization?.DynamicRegistration == true,
        client?.Window?.WorkDoneProgress == true,
        client?.TextDocument?.Completion?.CompletionItem?.SnippetSupport == true,
        client?.Workspace?.WorkspaceEdit?.DocumentChanges == true,
        client?.TextDocument?.DocumentSymbol?.HierarchicalDocumentSymbolSupport == true,
        client?.TextDocument?.Hover?.ContentFormat is not { Length: > 0 } formats || Array.IndexOf(formats, "markdown") >= 0,
        client?.Workspace?.Diagnostics?.RefreshSupport == true,
        client?.Workspace?.CodeLens?.RefreshSupport == true);
}
