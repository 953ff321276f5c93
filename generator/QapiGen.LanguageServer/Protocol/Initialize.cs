using System.Text.Json;
using System.Text.Json.Nodes;

namespace QapiGen.LanguageServer.Protocol;

internal sealed record InitializeParams(int? ProcessId = null, ClientCapabilities? Capabilities = null, JsonElement? InitializationOptions = null, string? RootUri = null, string? RootPath = null, WorkspaceFolder[]? WorkspaceFolders = null);

internal sealed record WorkspaceFolder(string Uri, string Name);

internal sealed record ClientCapabilities(GeneralCapabilities? General = null, WorkspaceCapabilities? Workspace = null, TextDocumentCapabilities? TextDocument = null, WindowCapabilities? Window = null);

internal sealed record GeneralCapabilities(string[]? PositionEncodings = null);

internal sealed record WindowCapabilities(bool? WorkDoneProgress = null);

internal sealed record WorkspaceCapabilities(
    WorkspaceEditCapability? WorkspaceEdit = null, WatchedFilesCapability? DidChangeWatchedFiles = null, RefreshCapability? Diagnostics = null, RefreshCapability? CodeLens = null,
    SymbolCapability? Symbol = null);

internal sealed record WorkspaceEditCapability(bool? DocumentChanges = null);

internal sealed record DynamicCapability(bool? DynamicRegistration = null);

internal sealed record WatchedFilesCapability(bool? DynamicRegistration = null, bool? RelativePatternSupport = null);

internal sealed record RefreshCapability(bool? RefreshSupport = null);

internal sealed record TextDocumentCapabilities(
    DynamicCapability? Synchronization = null, DynamicCapability? Diagnostic = null, DocumentSymbolCapability? DocumentSymbol = null, HoverCapability? Hover = null, CompletionCapability? Completion = null,
    RenameCapability? Rename = null, CodeActionCapability? CodeAction = null, PublishDiagnosticsCapability? PublishDiagnostics = null);

internal sealed record DocumentSymbolCapability(bool? HierarchicalDocumentSymbolSupport = null, KindCapability? SymbolKind = null, JsonElement? TagSupport = null);

internal sealed record SymbolCapability(KindCapability? SymbolKind = null, JsonElement? TagSupport = null);

/// <summary>The kinds that a client knows: with a set it takes others for some default, without one it knows those of the protocol's first version.</summary>
internal sealed record KindCapability(int[]? ValueSet = null);

internal sealed record RenameCapability(bool? PrepareSupport = null);

internal sealed record CodeActionCapability(JsonElement? CodeActionLiteralSupport = null);

internal sealed record PublishDiagnosticsCapability(bool? RelatedInformation = null);

internal sealed record HoverCapability(string[]? ContentFormat = null);

internal sealed record CompletionCapability(CompletionItemCapability? CompletionItem = null, KindCapability? CompletionItemKind = null);

internal sealed record CompletionItemCapability(bool? SnippetSupport = null);

internal sealed record InitializeResult(ServerCapabilities Capabilities, ServerInfo ServerInfo);

internal sealed record ServerInfo(string Name, string Version);

internal sealed record ServerCapabilities
{
    public required string PositionEncoding { get; init; }

    public TextDocumentSyncOptions TextDocumentSync { get; init; } = new(true, 2, new SaveOptions(false));

    public bool DefinitionProvider { get; init; } = true;

    public bool ReferencesProvider { get; init; } = true;

    public bool DocumentHighlightProvider { get; init; } = true;

    public bool HoverProvider { get; init; } = true;

    public bool DocumentSymbolProvider { get; init; } = true;

    public bool WorkspaceSymbolProvider { get; init; } = true;

    public bool FoldingRangeProvider { get; init; } = true;

    public bool InlayHintProvider { get; init; } = true;

    /// <summary>Options, or true where the client knows none.</summary>
    public required JsonNode RenameProvider { get; init; }

    public CompletionOptions CompletionProvider { get; init; } = new(["'", "@", "`", "."]);

    public CodeActionOptions? CodeActionProvider { get; init; }

    public CodeLensOptions CodeLensProvider { get; init; } = new(false);

    public SemanticTokensOptions SemanticTokensProvider { get; init; } = new(SemanticTokensLegend.Instance, true, true);

    public DiagnosticOptions? DiagnosticProvider { get; init; }

    public WorkspaceServerCapabilities Workspace { get; init; } = new(new WorkspaceFoldersServerCapabilities(true, true));
}

internal sealed record TextDocumentSyncOptions(bool OpenClose, int Change, SaveOptions Save);

internal sealed record SaveOptions(bool IncludeText);

internal sealed record CompletionOptions(string[] TriggerCharacters);

internal sealed record CodeActionOptions(string[] CodeActionKinds);

internal sealed record CodeLensOptions(bool ResolveProvider);

internal sealed record SemanticTokensOptions(SemanticTokensLegend Legend, bool Full, bool Range);

internal sealed record SemanticTokensLegend(string[] TokenTypes, string[] TokenModifiers)
{
    public static SemanticTokensLegend Instance { get; } = new(
        ["type", "enum", "struct", "function", "event", "property", "enumMember", "keyword", "macro", "decorator", "parameter"],
        ["declaration", "documentation", "deprecated"]);
}

internal sealed record DiagnosticOptions(string Identifier, bool InterFileDependencies, bool WorkspaceDiagnostics);

internal sealed record WorkspaceServerCapabilities(WorkspaceFoldersServerCapabilities WorkspaceFolders);

internal sealed record WorkspaceFoldersServerCapabilities(bool Supported, bool ChangeNotifications);
