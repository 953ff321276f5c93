using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Messages;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>What the client is asked.</summary>
internal sealed class ClientQuestions(MessageWriter writer)
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<bool>> _open = new();
    private int _lastId;

    /// <summary>Asks something; nobody waits for the answer.</summary>
    public Task AskAsync<T>(string method, T parameters, JsonTypeInfo<T> type) => writer.AskAsync(Interlocked.Increment(ref _lastId), method, parameters, type);

    /// <summary>Asks something that has no parameters; nobody waits for the answer.</summary>
    public Task AskAsync(string method) => writer.AskAsync(Interlocked.Increment(ref _lastId), method);

    /// <summary>Asks something, and waits whether it is granted.</summary>
    public async Task<bool> IsGrantedAsync<T>(string method, T parameters, JsonTypeInfo<T> type)
    {
        int id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        await writer.AskAsync(id, method, parameters, type).ConfigureAwait(false);
        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>Takes an answer; one that nobody waits for changes nothing.</summary>
    public void Take(JsonElement id, bool isGranted)
    {
        if (id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int number) && _open.TryRemove(number, out TaskCompletionSource<bool>? answer))
        {
            answer.SetResult(isGranted);
        }
    }
}
