using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Features;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Dispatch;

/// <content>What the client tells.</content>
internal sealed partial class Session
{
    private static readonly string[] Watched = ["**/*.json", "**/*.qapi", "**/*.*proj", "**/qapigen.toml", "**/Directory.*.props", "**/Directory.*.targets", "**/obj/*.nuget.g.*"];

    private Task InitializeAsync(JsonElement id, JsonElement parameters)
    {
        InitializeParams read;
        UserSettings settings;
        try
        {
            read = parameters.ValueKind == JsonValueKind.Undefined ? new InitializeParams() : LspJson.Read(parameters, LspJson.Default.InitializeParams);
            settings = ReadSettings(read.InitializationOptions);
        }
        catch (JsonException e)
        {
            return _writer.FailAsync(id, ErrorCode.InvalidParams, e.Message);
        }

        _client = ClientFeatures.Of(read.Capabilities);
        _positions = new Positions(_client.Encoding);
        string[] folders = read.WorkspaceFolders is { } given ? [.. given.Select(static folder => folder.Uri)] : read.RootUri is { } root ? [root] : [];
        _workspace.Change(state => state with { Folders = [.. folders.Select(DocumentUri.ToPath)], Settings = settings });
        _stage = Stage.Initialized;
        if (read.ProcessId is { } client)
        {
            _ = EndWithAsync(client);
        }

        var capabilities = new ServerCapabilities
        {
            PositionEncoding = _client.Encoding == PositionEncoding.Utf8 ? "utf-8" : "utf-16",
            DiagnosticProvider = _client.Pulls ? new DiagnosticOptions("qapigen", true, true) : null,
        };
        return _writer.AnswerAsync(id, new InitializeResult(capabilities, new ServerInfo("qapigen", _settings.Version)), LspJson.Default.InitializeResult);
    }

    private async Task TakeNoticeAsync(string method, JsonElement parameters)
    {
        switch (method)
        {
            case "initialized":
                await WatchAsync().ConfigureAwait(false);
                break;
            case "textDocument/didOpen":
                Open(LspJson.Read(parameters, LspJson.Default.DidOpenParams).TextDocument);
                break;
            case "textDocument/didChange":
                Change(LspJson.Read(parameters, LspJson.Default.DidChangeParams));
                break;
            case "textDocument/didClose":
                string closed = DocumentUri.ToPath(LspJson.Read(parameters, LspJson.Default.DocumentParams).TextDocument.Uri);
                Update(state => state.With(closed, null));
                break;
            case "textDocument/didSave" or "workspace/didChangeWatchedFiles":
                await ReconsiderAsync().ConfigureAwait(false);
                break;
            case "workspace/didChangeConfiguration":
                JsonElement given = LspJson.Read(parameters, LspJson.Default.DidChangeConfigurationParams).Settings;
                if (SaysSomething(given))
                {
                    UserSettings settings = ReadSettings(given);
                    Update(state => state with { Settings = settings });
                    await RefreshAsync().ConfigureAwait(false);
                }

                break;
            case "workspace/didChangeWorkspaceFolders":
                ChangeFolders(LspJson.Read(parameters, LspJson.Default.DidChangeWorkspaceFoldersParams).Event);
                break;
            case "$/cancelRequest":
                await _running.CancelAsync(LspJson.Read(parameters, LspJson.Default.CancelParams).Id).ConfigureAwait(false);
                break;
        }
    }

    // Ends without a shutdown, as the protocol wants it.
    private async Task EndWithAsync(int client)
    {
        await ClientProcess.WaitForEndAsync(client, _ending.Token).ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
    }

    private void Open(TextDocumentItem document)
    {
        string path = DocumentUri.ToPath(document.Uri);
        bool isNew = _workspace.State.Open.Count == 0 || (_workspace.Current is { IsValueCreated: true, Value: { } known } && !known.All.Any(root => root.Outlines.ContainsKey(path)));
        Update(state => state.With(path, new OpenDocument(document.Uri, document.Version, new SchemaFile(path, document.Text))));
        if (isNew && _client.ShowsProgress)
        {
            Lazy<Snapshot> snapshot = _workspace.Current;
            _ = Task.Run(() => _reading.ShowAsync(snapshot));
        }
    }

    private void Change(DidChangeParams change)
    {
        string path = DocumentUri.ToPath(change.TextDocument.Uri);
        if (_workspace.State.Open.TryGetValue(path, out OpenDocument? open))
        {
            OpenDocument changed = open.Apply(change.TextDocument.Version, change.ContentChanges, _positions);
            Update(state => state.With(path, changed));
        }
    }

    private void ChangeFolders(WorkspaceFoldersChangeEvent change) => Update(state => state with
    {
        Folders = [.. state.Folders.Except(change.Removed.Select(static folder => DocumentUri.ToPath(folder.Uri))).Concat(change.Added.Select(static folder => DocumentUri.ToPath(folder.Uri)))],
    });

    private void Update(Func<WorkspaceState, WorkspaceState> change)
    {
        _workspace.Change(change);
        _afterChanges.Wake();
    }

    private async Task WatchAsync()
    {
        if (_client.WatchesFiles)
        {
            var options = new RegistrationOptions([.. Watched.Select(static pattern => new FileSystemWatcher(pattern))]);
            var registration = new RegistrationParams([new Registration("qapigen/files", "workspace/didChangeWatchedFiles", options)]);
            await _asked.AskAsync("client/registerCapability", registration, LspJson.Default.RegistrationParams).ConfigureAwait(false);
        }
    }

    // Something that projects consist of may have changed.
    private Task ReconsiderAsync()
    {
        Update(static state => state with { ProjectsVersion = state.ProjectsVersion + 1 });
        return RefreshAsync();
    }

    // What other files say about open ones has changed; the client can't know.
    private async Task RefreshAsync()
    {
        if (_client is { Pulls: true, RefreshesDiagnostics: true })
        {
            await _asked.AskAsync("workspace/diagnostic/refresh").ConfigureAwait(false);
        }

        if (_client.RefreshesLenses)
        {
            await _asked.AskAsync("workspace/codeLens/refresh").ConfigureAwait(false);
        }
    }

    // Either the settings themselves, or all of the client's with ours under 'qapi'.
    private static UserSettings ReadSettings(JsonElement? given)
    {
        if (given is not { ValueKind: JsonValueKind.Object } settings)
        {
            return UserSettings.None;
        }

        JsonElement own = settings.TryGetProperty("qapi", out JsonElement nested) && nested.ValueKind == JsonValueKind.Object ? nested : settings;
        UserSettings read = own.Deserialize(LspJson.Default.UserSettings) ?? UserSettings.None;
        return read with { Dialect = NullIfEmpty(read.Dialect), Baseline = NullIfEmpty(read.Baseline), Conditions = NullIfEmpty(read.Conditions) };
    }

    // Clients without settings of ours tell so, too: what they said at first holds.
    private static bool SaysSomething(JsonElement given) =>
        given.ValueKind == JsonValueKind.Object && (given.TryGetProperty("qapi", out _) || given.EnumerateObject().Any(static property => Array.IndexOf(UserSettings.Names, property.Name) >= 0));

    // What a form of settings leaves empty isn't said.
    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
