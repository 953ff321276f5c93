using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Features;
using QapiGen.LanguageServer.Messages;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>One client: reads its messages in order; changes are taken over at once, requests are answered beside.</summary>
internal sealed partial class Session : IDisposable
{
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private readonly SessionSettings _settings;
    private readonly HandlerTable _requests = HandlerTable.Create();
    private readonly RunningRequests _running;
    private readonly DiagnosticsPublisher _publisher;
    private readonly ClientQuestions _asked;
    private readonly ReadingProgress _reading;
    private readonly ClientRegistrations _named;
    private readonly AfterChanges _afterChanges;
    private readonly WorkspaceHolder _workspace;
    private readonly CancellationTokenSource _ending = new();

    private ClientFeatures _client = ClientFeatures.Of(null);
    private Positions _positions = new(PositionEncoding.Utf16);
    private Stage _stage;

    public Session(Stream input, Stream output, SessionSettings settings)
    {
        _reader = new MessageReader(input, settings.MaxMessageBytes);
        _writer = new MessageWriter(output, settings.MaxWaitingBytes);
        _settings = settings;
        _workspace = new WorkspaceHolder(settings.Programs);
        _running = new RunningRequests(_writer, settings.Patience);
        _publisher = new DiagnosticsPublisher(_writer);
        _asked = new ClientQuestions(_writer);
        _reading = new ReadingProgress(_asked, _writer);
        _named = new ClientRegistrations(_asked);
        _afterChanges = new AfterChanges(FollowAsync);
        settings.AddRequests?.Invoke(_requests);
    }

    private enum Stage
    {
        New,
        Initialized,
        ShutDown,
        Ended,
    }

    /// <summary>Serves until the client ends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        Task publishing = _afterChanges.RunAsync(e => LogAsync(e.ToString()), stopping.Token);
        _ = EndWithOutputAsync();
        if (_settings.ClientProcessId is { } client)
        {
            _ = EndWithAsync(client);
        }

        Task evaluating = _workspace.Evaluations.RunAsync(ReconsiderAsync, LogAsync, stopping.Token);
        bool wasShutDown = false;
        try
        {
            while (_stage != Stage.Ended)
            {
                await _writer.WaitForRoomAsync(stopping.Token).ConfigureAwait(false);

                // Reading from a terminal's or a program's input can't be stopped, only left.
                (IncomingKind kind, byte[] content) = await _reader.ReadAsync(stopping.Token).AsTask().WaitAsync(stopping.Token).ConfigureAwait(false);
                if (kind == IncomingKind.End)
                {
                    break;
                }

                wasShutDown = _stage == Stage.ShutDown;
                await TakeAsync(kind, content).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The client is gone.
            return 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 1;
        }
        finally
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await evaluating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _writer.EndAsync().ConfigureAwait(false);
        }

        return _stage == Stage.Ended && wasShutDown ? 0 : 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Dispose();
        _afterChanges.Dispose();
    }

    private async Task EndWithOutputAsync()
    {
        await _writer.Writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_ending.IsCancellationRequested)
        {
            await _ending.CancelAsync().ConfigureAwait(false);
        }
    }

    // What clients are told without asking.
    private async Task FollowAsync()
    {
        await _writer.WaitForRoomAsync(_ending.Token).ConfigureAwait(false);
        RequestScope scope = ScopeOf(_workspace.Current);
        if (!_client.Pulls)
        {
            await _publisher.PublishAsync(scope).ConfigureAwait(false);
        }

        await _named.TellAsync(scope).ConfigureAwait(false);
    }

    private async Task TakeAsync(IncomingKind kind, byte[] content)
    {
        if (kind != IncomingKind.Message)
        {
            string what = kind == IncomingKind.TooLong ? $"a message may have {_settings.MaxMessageBytes} bytes" : "headers without Content-Length";
            await _writer.FailAsync(null, ErrorCode.InvalidRequest, what).ConfigureAwait(false);
            return;
        }

        JsonElement message;
        try
        {
            using JsonDocument document = JsonDocument.Parse(MessageText.Mend(content));
            message = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            await _writer.FailAsync(null, ErrorCode.ParseError, e.Message).ConfigureAwait(false);
            return;
        }

        await TakeAsync(message).ConfigureAwait(false);
    }

    private Task TakeAsync(JsonElement message)
    {
        JsonElement method = default;
        JsonElement id = default;
        bool isObject = message.ValueKind == JsonValueKind.Object;
        bool hasMethod = isObject && message.TryGetProperty("method", out method) && method.ValueKind == JsonValueKind.String;
        bool hasId = isObject && message.TryGetProperty("id", out id);
        JsonElement parameters = isObject && message.TryGetProperty("params", out JsonElement found) ? found : default;
        if (hasId && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return hasMethod ? _writer.FailAsync(null, ErrorCode.InvalidRequest, "an id is a string or a number") : Task.CompletedTask;
        }

        if (!hasMethod)
        {
            bool isRefused = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("error", out _);
            bool isAnswer = hasId && (isRefused || message.TryGetProperty("result", out _));
            if (isAnswer)
            {
                _asked.Take(id, !isRefused);
                return Task.CompletedTask;
            }

            return _writer.FailAsync(hasId ? id : null, ErrorCode.InvalidRequest, "no request, notification or response");
        }

        return hasId ? AnswerAsync(id, method.GetString()!, parameters) : NoticeAsync(method.GetString()!, parameters);
    }

    private Task AnswerAsync(JsonElement id, string method, JsonElement parameters)
    {
        if (method == "initialize" && _stage == Stage.New)
        {
            return InitializeAsync(id, parameters);
        }

        if (_stage == Stage.New)
        {
            return _writer.FailAsync(id, ErrorCode.ServerNotInitialized, "the first request is 'initialize'");
        }

        if (_stage == Stage.ShutDown || method == "initialize")
        {
            return _writer.FailAsync(id, ErrorCode.InvalidRequest, method == "initialize" ? "initialized already" : "only 'exit' comes after 'shutdown'");
        }

        if (method == "shutdown")
        {
            _stage = Stage.ShutDown;
            return _writer.AnswerAsync(id, null, LspJson.Default.Hover!);
        }

        if (_requests.Find(method) is not { } handler)
        {
            return _writer.FailAsync(id, ErrorCode.MethodNotFound, $"'{method}' is not known here");
        }

        // Answered from what is known now, whatever comes in the meantime.
        Lazy<Snapshot> snapshot = _workspace.Current;
        Task answering = _running.StartAsync(id, cancellationToken => handler(ScopeOf(snapshot), parameters, cancellationToken));
        return answering.IsCompleted ? answering : Task.CompletedTask;
    }

    private async Task NoticeAsync(string method, JsonElement parameters)
    {
        if (method == "exit")
        {
            _stage = Stage.Ended;
            return;
        }

        if (_stage != Stage.Initialized)
        {
            return;
        }

        try
        {
            await TakeNoticeAsync(method, parameters).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A notification has no answer; what is wrong with it goes to the log.
        catch (Exception e) when (e is not (IOException or OperationCanceledException))
#pragma warning restore CA1031
        {
            await LogAsync($"{method}: {e.Message}").ConfigureAwait(false);
        }
    }

    private RequestScope ScopeOf(Lazy<Snapshot> snapshot) => new(snapshot.Value, _positions, _client, _settings.Site);

    private Task LogAsync(string text) => _writer.NotifyAsync("window/logMessage", new ShowMessageParams(2, SafeText.EscapeLines(text)), LspJson.Default.ShowMessageParams);
}
