using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Messages;

namespace QapiGen.LanguageServer.Tests.Support;

/// <summary>An editor that is connected to a server in this process: keeps its documents as the user sees them, and what the server publishes.</summary>
internal sealed class EditorSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _asked = new();
    private readonly ConcurrentDictionary<string, (int? Version, JsonArray Findings)> _published = new();
    private readonly Dictionary<string, (string Text, int Version)> _open = [];
    private readonly SemaphoreSlim _news = new(0);
    private readonly Lock _sending = new();
    private readonly Task _reading;
    private int _lastId;

    private EditorSession(LanguageServerOptions? options)
    {
        Server = SchemaLanguageServer.RunAsync(_toServer.Reader.AsStream(), _toClient.Writer.AsStream(), options);
        _reading = ReadAsync();
    }

    /// <summary>The server's exit code.</summary>
    public Task<int> Server { get; }

    /// <summary>Everything that the server said without being asked, and answers to ids that nobody waits for.</summary>
    public ConcurrentQueue<JsonObject> Said { get; } = new();

    /// <summary>What the server asks is agreed to, but for methods that are here.</summary>
    public ConcurrentDictionary<string, bool> Refused { get; } = new();

    public static async Task<EditorSession> OpenAsync(string? folder = null, object? capabilities = null, object? settings = null, LanguageServerOptions? options = null, int? processId = null)
    {
        EditorSession session = Connect(options);
        await session.AskAsync("initialize", new
        {
            processId,
            rootUri = folder is null ? null : DocumentUri.FromPath(folder),
            capabilities = Completed(Usual(), capabilities),
            initializationOptions = settings,
        });
        session.Tell("initialized", new { });
        return session;
    }

    private static object AllKinds => new { valueSet = Enumerable.Range(1, 26) };

    // What all editors of today can.
    private static JsonObject Usual() => Json(new
    {
        workspace = new { workspaceEdit = new { documentChanges = true }, symbol = new { symbolKind = AllKinds, tagSupport = AllKinds } },
        textDocument = new
        {
            documentSymbol = new { hierarchicalDocumentSymbolSupport = true, symbolKind = AllKinds, tagSupport = AllKinds },
            hover = new { contentFormat = new[] { "markdown", "plaintext" } },
            completion = new { completionItemKind = AllKinds },
            rename = new { prepareSupport = true },
            codeAction = new { codeActionLiteralSupport = new { codeActionKind = new { valueSet = new[] { "quickfix" } } } },
            publishDiagnostics = new { relatedInformation = true },
        },
    });

    private static JsonObject Completed(JsonObject usual, object? more)
    {
        foreach ((string key, JsonNode? value) in more is null ? [] : Json(more))
        {
            usual[key] = value is JsonObject inner && usual[key] is JsonObject known ? Completed((JsonObject)known.DeepClone(), inner) : value?.DeepClone();
        }

        return usual;
    }

    /// <summary>Connects with these parameters of <c>initialize</c>, and nothing usual.</summary>
    public static async Task<(EditorSession Editor, JsonNode Capabilities)> OpenBareAsync(object parameters)
    {
        EditorSession session = Connect();
        JsonObject answer = await session.AskAsync("initialize", parameters);
        session.Tell("initialized", new { });
        return (session, answer["result"]!["capabilities"]!);
    }

    /// <summary>Connects without a word.</summary>
    public static EditorSession Connect(LanguageServerOptions? options = null) => new(options);

    public string Text(string path) => _open[path].Text;

    public void Open(string path, string? text = null)
    {
        text ??= File.ReadAllText(path);
        _open[path] = (text, 1);
        Tell("textDocument/didOpen", new { textDocument = new { uri = DocumentUri.FromPath(path), languageId = "qapi", version = 1, text } });
    }

    public void Close(string path)
    {
        _open.Remove(path);
        Tell("textDocument/didClose", new { textDocument = new { uri = DocumentUri.FromPath(path) } });
    }

    /// <summary>Replaces a part of a document, as an editor tells it.</summary>
    public void Edit(string path, int start, int length, string text)
    {
        (string old, int version) = _open[path];
        _open[path] = (string.Concat(old.AsSpan(0, start), text, old.AsSpan(start + length)), version + 1);
        Tell("textDocument/didChange", new
        {
            textDocument = new { uri = DocumentUri.FromPath(path), version = version + 1 },
            contentChanges = new[] { new { range = new { start = At(old, start), end = At(old, start + length) }, text } },
        });
    }

    public void Replace(string path, string text)
    {
        (_, int version) = _open[path];
        _open[path] = (text, version + 1);
        Tell("textDocument/didChange", new { textDocument = new { uri = DocumentUri.FromPath(path), version = version + 1 }, contentChanges = new[] { new { text } } });
    }

    /// <summary>Asks about the place of a text in a document; <c>|</c> in it is the cursor.</summary>
    public Task<JsonNode?> AskAtAsync(string method, string path, string marked, object? more = null)
    {
        int cursor = marked.IndexOf('|', StringComparison.Ordinal);
        string wanted = marked.Remove(cursor, 1);
        int at = _open[path].Text.IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? throw new ArgumentException($"'{wanted}' is not in {path}") : AskAtAsync(method, path, at + cursor, more);
    }

    public async Task<JsonNode?> AskAtAsync(string method, string path, int offset, object? more = null)
    {
        JsonObject parameters = Json(new { textDocument = new { uri = DocumentUri.FromPath(path) }, position = At(_open[path].Text, offset) });
        foreach ((string key, JsonNode? value) in more is null ? [] : Json(more))
        {
            parameters[key] = value?.DeepClone();
        }

        return await ResultAsync(method, parameters);
    }

    public Task<JsonNode?> AskDocumentAsync(string method, string path) => ResultAsync(method, Json(new { textDocument = new { uri = DocumentUri.FromPath(path) } }));

    public async Task<JsonNode?> ResultAsync(string method, JsonObject parameters)
    {
        JsonObject answer = await AskAsync(method, parameters);
        return answer["error"] is { } error ? throw new InvalidOperationException(error.ToJsonString()) : answer["result"];
    }

    public Task<JsonObject> AskAsync(string method, object? parameters)
    {
        int id = Interlocked.Increment(ref _lastId);
        var source = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = source;
        Send(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters is null ? null : Json(parameters) });
        return source.Task.WaitAsync(Patience);
    }

    public int LastId => _lastId;

    public void Tell(string method, object parameters) => Send(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = Json(parameters) });

    public void Send(JsonObject message) => SendContent(Encoding.UTF8.GetBytes(message.ToJsonString()));

    public void SendContent(byte[] content)
    {
        lock (_sending)
        {
            SendBytes(Encoding.ASCII.GetBytes($"Content-Length: {content.Length}\r\n\r\n"));
            SendBytes(content);
        }
    }

    public void SendBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_toServer.Writer.GetSpan(bytes.Length));
        _toServer.Writer.Advance(bytes.Length);
        Assert.True(_toServer.Writer.FlushAsync().AsTask().Wait(Patience));
    }

    public void EndInput() => _toServer.Writer.Complete();

    /// <summary>Waits for the findings of a document's present version, and gives them as lines: place, id, message.</summary>
    public async Task<string[]> FindingsAsync(string path)
    {
        string uri = DocumentUri.FromPath(path);
        while (!(_published.TryGetValue(uri, out (int? Version, JsonArray Findings) known) && (!_open.TryGetValue(path, out (string Text, int Version) open) || known.Version == open.Version)))
        {
            Assert.True(await _news.WaitAsync(Patience), "no findings were published");
        }

        return Lines(_published[uri].Findings);
    }

    /// <summary>Waits until what was published of a file is as wanted.</summary>
    public async Task<string[]> FindingsAsync(string path, Func<string[], bool> isWanted)
    {
        string[] lines = [];
        while (!(_published.TryGetValue(DocumentUri.FromPath(path), out (int? Version, JsonArray Findings) known) && isWanted(lines = Lines(known.Findings))))
        {
            Assert.True(await _news.WaitAsync(Patience), $"published: {string.Join('\n', lines)}");
        }

        return lines;
    }

    /// <summary>Waits until what was published of a file is as wanted, all of it.</summary>
    public async Task PublishedAsync(string path, Func<JsonArray, bool> isWanted)
    {
        while (!(_published.TryGetValue(DocumentUri.FromPath(path), out (int? Version, JsonArray Findings) known) && isWanted(known.Findings)))
        {
            Assert.True(await _news.WaitAsync(Patience), "no such findings were published");
        }
    }

    /// <summary>Waits until the server has said something without being asked.</summary>
    public async Task SaidAsync(Func<JsonObject, bool> isWanted)
    {
        var waited = Stopwatch.StartNew();
        while (!Said.Any(isWanted))
        {
            Assert.True(waited.Elapsed < Patience, "it wasn't said");
            await Task.Delay(10);
        }
    }

    public static string[] Lines(JsonArray findings) =>
        [.. findings.Select(static item => $"{item!["range"]!["start"]!["line"]}:{item["range"]!["start"]!["character"]} {item["code"]} {item["message"]}")];

    /// <summary>The text that a location covers, with file and line.</summary>
    public string Show(JsonNode location)
    {
        string path = DocumentUri.ToPath((string)location["uri"]!);
        string text = _open.TryGetValue(path, out (string Text, int Version) open) ? open.Text : File.ReadAllText(path);
        int start = Offset(text, location["range"]!["start"]!);
        return $"{Path.GetFileName(path)}:{(int)location["range"]!["start"]!["line"]! + 1} {text[start..Offset(text, location["range"]!["end"]!)]}";
    }

    /// <summary>Applies an edit to a document that is open, or to what is on disk.</summary>
    public Dictionary<string, string> Apply(JsonNode edit)
    {
        Dictionary<string, string> changed = [];
        foreach (JsonNode? document in edit["documentChanges"]!.AsArray())
        {
            string path = DocumentUri.ToPath((string)document!["textDocument"]!["uri"]!);
            string text = _open.TryGetValue(path, out (string Text, int Version) open) ? open.Text : File.ReadAllText(path);
            string result = text;
            foreach (JsonNode? item in document["edits"]!.AsArray().OrderByDescending(item => Offset(text, item!["range"]!["start"]!)))
            {
                int start = Offset(text, item!["range"]!["start"]!);
                result = string.Concat(result.AsSpan(0, start), (string)item["newText"]!, result.AsSpan(Offset(text, item["range"]!["end"]!)));
            }

            changed[path] = result;
        }

        return changed;
    }

    public static object At(string text, int offset)
    {
        int line = text.AsSpan(0, offset).Count('\n');
        return new { line, character = offset - (offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1) };
    }

    public static int Offset(string text, JsonNode position)
    {
        int start = 0;
        for (int line = (int)position["line"]!; line > 0; line--)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        return start + (int)position["character"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _toServer.Writer.Complete();
        await Server.WaitAsync(Patience);
        _toClient.Writer.Complete();
        await _reading.WaitAsync(Patience);
        _news.Dispose();
    }

    private static JsonObject Json(object value) => value as JsonObject ?? System.Text.Json.JsonSerializer.SerializeToNode(value)!.AsObject();

    private async Task ReadAsync()
    {
        var reader = new MessageReader(_toClient.Reader.AsStream(), int.MaxValue);
        while (await reader.ReadAsync(default) is (IncomingKind.Message, { } content))
        {
            JsonObject message = JsonNode.Parse(content)!.AsObject();
            Take(message);
        }
    }

    private void Take(JsonObject message)
    {
        if (message["method"] is null && message["id"] is JsonValue id && id.TryGetValue(out int number) && _asked.TryRemove(number, out TaskCompletionSource<JsonObject>? source))
        {
            source.SetResult(message);
            return;
        }

        if ((string?)message["method"] == "textDocument/publishDiagnostics")
        {
            JsonNode parameters = message["params"]!;
            _published[(string)parameters["uri"]!] = ((int?)parameters["version"], parameters["diagnostics"]!.AsArray());
            _news.Release();
        }

        Said.Enqueue(message);
        if ((string?)message["method"] is { } asked && message["id"] is { } question)
        {
            JsonNode? refusal = Refused.ContainsKey(asked) ? new JsonObject { ["code"] = -32603, ["message"] = "not now" } : null;
            Send(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = question.DeepClone(), [refusal is null ? "result" : "error"] = refusal });
        }
    }
}
