using System.Text.Json;

namespace QapiGen.LanguageServer.Protocol;

internal sealed record DidOpenParams(TextDocumentItem TextDocument);

internal sealed record TextDocumentItem(string Uri, int Version, string Text);

internal sealed record DidChangeParams(VersionedTextDocumentIdentifier TextDocument, ContentChange[] ContentChanges);

/// <summary>A change: of a range, or of the whole text where there is none.</summary>
internal sealed record ContentChange(string Text, Range? Range = null);

internal sealed record DidChangeWatchedFilesParams(FileEvent[] Changes);

internal sealed record FileEvent(string Uri, int Type);

internal sealed record DidChangeWorkspaceFoldersParams(WorkspaceFoldersChangeEvent Event);

internal sealed record WorkspaceFoldersChangeEvent(WorkspaceFolder[] Added, WorkspaceFolder[] Removed);

internal sealed record DidChangeConfigurationParams(JsonElement Settings);

internal sealed record CancelParams(JsonElement Id);

/// <summary>What a user may set: <c>initializationOptions</c>, or <c>settings.qapi</c> of a change of the configuration.</summary>
/// <param name="Dialect">Dialect of roots that name none; <c>auto</c> guesses it.</param>
/// <param name="Roots">Further root schemas, absolute or relative to a workspace folder.</param>
/// <param name="Baseline">Baseline of roots that name none.</param>
/// <param name="Conditions">Conditions of the comparison with a baseline, of roots that name none.</param>
/// <param name="Programs">Whether <c>git</c> and <c>dotnet</c> may be asked; yes if nothing is said.</param>
internal sealed record UserSettings(string? Dialect = null, string[]? Roots = null, string? Baseline = null, string? Conditions = null, bool? Programs = null)
{
    public static UserSettings None { get; } = new();

    /// <summary>What they are called.</summary>
    public static string[] Names { get; } = ["dialect", "roots", "baseline", "conditions", "programs"];
}
