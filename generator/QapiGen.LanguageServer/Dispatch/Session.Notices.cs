using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Features;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Dispatch;

/// <content>What the client tells.</content>
internal sealed partial class Session
{
    private static readonly string[] Watched = ["**/*.json", "**/*.qapi", "**/*.*proj", "**/qapigen.toml", "**/Directory.*.props", "**/Directory.*.targets", "**/obj/*.nuget.g.*"];

    private string _toldFaults = "";

    private async Task InitializeAsync(JsonElement id, JsonElement parameters)
    {
        InitializeParams read;
        try
        {
            read = parameters.ValueKind == JsonValueKind.Undefined ? new InitializeParams() : LspJson.Read(parameters, LspJson.Default.InitializeParams);
        }
        catch (JsonException e)
        {
            await _writer.FailAsync(id, ErrorCode.InvalidParams, e.Message).ConfigureAwait(false);
            return;
        }

        GivenSettings given = GivenSettings.Read("initializationOptions", read.InitializationOptions);
        _client = ClientFeatures.Of(read.Capabilities);
        _positions = new Positions(_client.Encoding);
        string[] folders = read.WorkspaceFolders is { } several ? [.. several.Select(static folder => folder.Uri)]
            : (read.RootUri ?? (read.RootPath is { } path ? DocumentUri.FromPath(SchemaPath.Normalize(path)) : null)) is { } root ? [root]
            : [];
        _workspace.Change(state => state with { Folders = [.. folders.Select(DocumentUri.ToPath)], Settings = given.Settings });
        _stage = Stage.Initialized;
        if (read.ProcessId is { } client)
        {
            _ = EndWithAsync(client);
        }

        var capabilities = new ServerCapabilities
        {
            PositionEncoding = _client.Encoding == PositionEncoding.Utf8 ? "utf-8" : "utf-16",
            RenameProvider = _client.PreparesRenames ? new JsonObject { ["prepareProvider"] = true } : JsonValue.Create(true),
            CodeActionProvider = _client.TakesMends ? new CodeActionOptions([CodeActions.Kind]) : null,
            DiagnosticProvider = _client.Pulls ? new DiagnosticOptions("qapigen", true, true) : null,
        };
        await _writer.AnswerAsync(id, new InitializeResult(capabilities, new ServerInfo("qapigen", _settings.Version)), LspJson.Default.InitializeResult).ConfigureAwait(false);
        await TellFaultsAsync(given).ConfigureAwait(false);
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
                if (GivenSettings.IsSaid(given))
                {
                    GivenSettings read = GivenSettings.Read("settings", given);
                    Update(state => state with { Settings = read.Settings });
                    await TellFaultsAsync(read).ConfigureAwait(false);
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

    // Settings have no place for findings. The same isn't told twice in a row.
    private async Task TellFaultsAsync(GivenSettings given)
    {
        WorkspaceState state = _workspace.State;
        IEnumerable<string> missing = (given.Settings.Roots ?? [])
            .Where(root => WorkspaceFolders.ResolveAll(root, state.Folders).All(path => !state.Open.ContainsKey(path) && !System.IO.File.Exists(path)))
            .Select(static root => $"'roots': there is no '{root}'");
        string faults = string.Join('\n', given.Faults.Concat(missing).Select(static fault => $"setting {SafeText.Escape(fault)}"));
        if (faults.Length > 0 && faults != _toldFaults)
        {
            await _writer.NotifyAsync("window/showMessage", new ShowMessageParams(2, faults), LspJson.Default.ShowMessageParams).ConfigureAwait(false);
        }

        _toldFaults = faults;
    }
}
