using System.Text.Json.Nodes;

namespace QapiGen.LanguageServer.Protocol;

internal sealed record CompletionList(bool IsIncomplete, CompletionItem[] Items);

internal sealed record CompletionItem(string Label, int Kind)
{
    public string? Detail { get; init; }

    public MarkupContent? Documentation { get; init; }

    public string? SortText { get; init; }

    public string? FilterText { get; init; }

    public int? InsertTextFormat { get; init; }

    public int[]? Tags { get; init; }

    public TextEdit? TextEdit { get; init; }
}

internal sealed record CodeActionParams(TextDocumentIdentifier TextDocument, Range Range, CodeActionContext? Context = null);

/// <summary>What is asked for.</summary>
/// <param name="Only">Kinds, each with those below it (<c>quickfix</c>, <c>refactor.extract</c>); null or empty for all.</param>
internal sealed record CodeActionContext(string[]? Only = null);

internal sealed record CodeAction(string Title, string Kind, Diagnostic[] Diagnostics, WorkspaceEdit Edit)
{
    public bool? IsPreferred { get; init; }
}

internal sealed record InlayHint(Position Position, string Label, int Kind, bool PaddingLeft);

internal sealed record CodeLens(Range Range, Command Command);

/// <summary>What a lens says; the client has no such command, it shows the title.</summary>
internal sealed record Command(string Title, [property: System.Text.Json.Serialization.JsonPropertyName("command")] string Name);

internal sealed record SemanticTokens(int[] Data);

internal sealed record WorkDoneProgressCreateParams(string Token);

internal sealed record ProgressParams(string Token, WorkDoneProgress Value);

internal sealed record WorkDoneProgress(string Kind, string? Title, string? Message);

internal sealed record ShowMessageParams(int Type, string Message);

internal sealed record RegistrationParams(Registration[] Registrations);

internal sealed record Registration(string Id, string Method, RegistrationOptions RegisterOptions);

/// <summary>What is registered: watchers of files, or documents to be told about.</summary>
internal sealed record RegistrationOptions(FileSystemWatcher[]? Watchers = null, DocumentFilter[]? DocumentSelector = null, int? SyncKind = null);

/// <summary>A watcher.</summary>
/// <param name="GlobPattern">A pattern, or one with the folder that it is relative to.</param>
internal sealed record FileSystemWatcher(JsonNode GlobPattern);

internal sealed record DocumentFilter(string Scheme, string Pattern);

/// <summary>What is no longer wanted; the name is the protocol's.</summary>
internal sealed record UnregistrationParams(Unregistration[] Unregisterations);

internal sealed record Unregistration(string Id, string Method);

internal sealed record ResponseError(int Code, string Message);

