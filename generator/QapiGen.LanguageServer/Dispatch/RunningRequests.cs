using System;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Features;
using QapiGen.LanguageServer.Messages;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>Requests that are being answered, each on its own: one that fails or hangs is answered as failed, the others go on.</summary>
internal sealed class RunningRequests(MessageWriter writer, TimeSpan patience)
{
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <summary>Starts to answer a request.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="answer">Finds the answer, and gives what writes it.</param>
    public Task StartAsync(JsonElement id, Func<CancellationToken, Func<MessageWriter, JsonElement, Task>> answer)
    {
        string key = id.GetRawText();
        var running = new Running(id);
        if (!_running.TryAdd(key, running))
        {
            return writer.FailAsync(id, ErrorCode.InvalidRequest, $"request {key} is still running");
        }

        running.Source.CancelAfter(patience);
        running.Source.Token.Register(() => _ = EndAsync(running, ErrorCode.RequestFailed, $"not answered within {patience.TotalSeconds} s"));
        return Task.Run(() => RunAsync(running, answer));
    }

    /// <summary>Cancels a request; nothing happens if it has been answered.</summary>
    public async Task CancelAsync(JsonElement id)
    {
        if (_running.TryGetValue(id.GetRawText(), out Running? running))
        {
            await EndAsync(running, ErrorCode.RequestCancelled, "cancelled").ConfigureAwait(false);
            await running.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Running running, Func<CancellationToken, Func<MessageWriter, JsonElement, Task>> answer)
    {
        try
        {
            await writer.WaitForRoomAsync(running.Source.Token).ConfigureAwait(false);
            Func<MessageWriter, JsonElement, Task> write = answer(running.Source.Token);
            if (Claim(running))
            {
                await write(writer, running.Id).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (running.Source.IsCancellationRequested)
        {
            await EndAsync(running, ErrorCode.RequestCancelled, "cancelled").ConfigureAwait(false);
        }
        catch (RequestException e)
        {
            await EndAsync(running, e.Code, e.Message).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            await EndAsync(running, ErrorCode.InvalidParams, e.Message).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever goes wrong in one request is that request's failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await EndAsync(running, ErrorCode.InternalError, $"{e.GetType().Name}: {e.Message}").ConfigureAwait(false);
        }
        finally
        {
            running.Source.Dispose();
        }
    }

    private async Task EndAsync(Running running, int code, string message)
    {
        if (Claim(running))
        {
            await writer.FailAsync(running.Id, code, message).ConfigureAwait(false);
        }
    }

    // Whoever claims it first answers it.
    private bool Claim(Running running) => running.TryClaim() && _running.TryRemove(running.Id.GetRawText(), out _);

    private sealed class Running(JsonElement id)
    {
        private int _isClaimed;

        public JsonElement Id { get; } = id;

        public CancellationTokenSource Source { get; } = new();

        public async Task CancelAsync()
        {
            try
            {
                await Source.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }

        public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;
    }
}
