using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Features;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>Has the client tell of files that the usual patterns miss: those with names of the user's choice, accepted findings above all, and those outside of the workspace's folders.</summary>
internal sealed class ClientRegistrations(ClientQuestions client)
{
    private const int Incremental = 2;
    private const string Watching = "workspace/didChangeWatchedFiles";

    private static readonly string[] Usual = [".json", ".qapi", "/qapigen.toml"];
    private static readonly (string Method, int? SyncKind)[] Documents = [("textDocument/didOpen", null), ("textDocument/didChange", Incremental), ("textDocument/didClose", null)];

    private string[] _watched = [];
    private string[] _documents = [];

    /// <summary>Registers what has become of interest, in place of what was.</summary>
    public async Task TellAsync(RequestScope scope)
    {
        string[] files = [.. scope.Snapshot.Roots.SelectMany(FilesOf).Where(DocumentUri.IsFile).Distinct().Order(StringComparer.Ordinal)];
        string[] watched = [.. files.Where(path => !IsUsual(path) || !IsInside(path, scope.Snapshot.State))];
        if (scope.Client.WatchesFiles && !watched.SequenceEqual(_watched))
        {
            JsonNode[] patterns = [.. watched.Select(path => PatternOf(path, scope)).OfType<JsonNode>()];
            await RegisterAsync(_watched.Length > 0, watched.Length > 0, [Watching], _ => new RegistrationOptions([.. patterns.Select(static pattern => new FileSystemWatcher(pattern))])).ConfigureAwait(false);
            _watched = watched;
        }

        string[] documents = [.. files.Where(static path => !IsUsual(path))];
        if (scope.Client.SendsNamedDocuments && !documents.SequenceEqual(_documents))
        {
            DocumentFilter[] filters = [.. documents.Select(static path => new DocumentFilter("file", Literally(path)))];
            await RegisterAsync(
                _documents.Length > 0,
                documents.Length > 0,
                [.. Documents.Select(static item => item.Method)],
                method => new RegistrationOptions(null, filters, Documents.First(item => item.Method == method).SyncKind)).ConfigureAwait(false);
            _documents = documents;
        }
    }

    private static IEnumerable<string> FilesOf(RootSnapshot root)
    {
        IEnumerable<string?> compared = root.Settings.Baseline is null ? [] : [root.Settings.Baseline, root.Settings.Suppressions];
        return root.Seen.Keys.Concat(compared.OfType<string>());
    }

    private static bool IsUsual(string path) => Array.Exists(Usual, end => path.EndsWith(end, StringComparison.Ordinal));

    private static bool IsInside(string path, WorkspaceState state) => state.Folders.Any(folder => path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal));

    // A name has to do for clients that know no folders; where it is in none of theirs, they watch nothing there.
    private static JsonNode? PatternOf(string path, RequestScope scope)
    {
        string name = Literally(SchemaPath.GetFileName(path));
        return scope.Client.WatchesFolders ? new JsonObject { ["baseUri"] = DocumentUri.FromPath(WorkspaceFolders.FolderOf(path)), ["pattern"] = name }
            : IsInside(path, scope.Snapshot.State) ? JsonValue.Create("**/" + name)
            : null;
    }

    // Patterns have no way to escape: any character is the nearest to one that would mean something.
    private static string Literally(string path) => string.Concat(path.Select(static letter => letter is '*' or '?' or '{' or '}' or '[' or ']' ? '?' : letter));

    private async Task RegisterAsync(bool hasOld, bool hasNew, string[] methods, Func<string, RegistrationOptions> options)
    {
        if (hasOld)
        {
            var old = new UnregistrationParams([.. methods.Select(static method => new Unregistration(IdOf(method), method))]);
            await client.AskAsync("client/unregisterCapability", old, LspJson.Default.UnregistrationParams).ConfigureAwait(false);
        }

        if (hasNew)
        {
            var registration = new RegistrationParams([.. methods.Select(method => new Registration(IdOf(method), method, options(method)))]);
            await client.AskAsync("client/registerCapability", registration, LspJson.Default.RegistrationParams).ConfigureAwait(false);
        }
    }

    private static string IdOf(string method) => "qapigen/named/" + method;
}
