using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Testing;

/// <summary>Plays the server of a recorded conversation.</summary>
/// <remarks>
/// What the server said is sent as soon as the client has said all that it had said before it in the recording, without the recorded pauses. A
/// client's command matches the first recorded one, not yet matched, that is equal but for its <c>id</c>; recorded ids are replaced by the client's.
/// A command that isn't in the recording gets an error and is listed in <see cref="Unexpected"/>. File descriptors are taken, and mean nothing.
/// </remarks>
public sealed class QmpReplayServer : IAsyncDisposable
{
    private readonly IReadOnlyList<RecordedMessage> _messages;
    private readonly IQmpTransport _transport;
    private readonly bool[] _isDone;
    private readonly Dictionary<string, JsonElement> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _syncNumbers = new(StringComparer.Ordinal);
    private readonly List<JsonElement> _unexpected = [];
    private readonly Lock _gate = new();
    private readonly Task _running;

    private QmpReplayServer(QmpRecording recording, IQmpTransport transport, IQmpTransport client)
    {
        _messages = recording.Messages;
        _isDone = new bool[_messages.Count];
        _transport = transport;
        Transport = client;
        _running = Task.Run(RunAsync);
    }

    /// <summary>The client's end.</summary>
    public IQmpTransport Transport { get; }

    /// <summary>Commands that weren't in the recording.</summary>
    public IReadOnlyList<JsonElement> Unexpected
    {
        get
        {
            lock (_gate)
            {
                return [.. _unexpected];
            }
        }
    }

    /// <summary>Whether everything has been said.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return Array.TrueForAll(_isDone, static x => x);
            }
        }
    }

    /// <summary>Begins to play.</summary>
    public static QmpReplayServer Start(QmpRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        return new QmpReplayServer(recording, server, new ReplayTransport(client));
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            await SendDueAsync().ConfigureAwait(false);
            await MessageSplitter.ReadAllAsync(_transport.Input, TakeAsync).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // Closed while something was sent.
        }
        finally
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
            await _transport.Input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask TakeAsync(byte[] bytes, bool isObject)
    {
        JsonElement command = isObject ? JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth }) : default;
        int index = isObject ? FindCommand(command) : FindRaw(bytes);
        if (index < 0)
        {
            string id = isObject && command.TryGetProperty("id", out JsonElement value) ? $"\"id\": {value.GetRawText()}, " : "";
            await SendAsync($"{{{id}\"error\": {{\"class\": \"GenericError\", \"desc\": \"The command is not in the recording\"}}}}").ConfigureAwait(false);
            return;
        }

        await SendDueAsync().ConfigureAwait(false);
    }

    private int FindCommand(JsonElement command)
    {
        lock (_gate)
        {
            for (int i = 0; i < _messages.Count; i++)
            {
                if (!_isDone[i] && _messages[i] is { IsFromServer: false, Message.ValueKind: JsonValueKind.Object } recorded && AreAlike(recorded.Message, command))
                {
                    _isDone[i] = true;
                    if (recorded.Message.TryGetProperty("id", out JsonElement from) && command.TryGetProperty("id", out JsonElement to))
                    {
                        _ids[from.GetRawText()] = to;
                    }

                    if (IsSynchronisation(command))
                    {
                        _syncNumbers[SyncNumberOf(recorded.Message).GetRawText()] = SyncNumberOf(command);
                    }

                    return i;
                }
            }

            _unexpected.Add(command);
            return -1;
        }
    }

    private int FindRaw(byte[] bytes)
    {
        lock (_gate)
        {
            for (int i = 0; i < _messages.Count; i++)
            {
                if (!_isDone[i] && _messages[i] is { IsFromServer: false, Raw.Length: > 0 } recorded && recorded.Raw.AsSpan().SequenceEqual(bytes))
                {
                    _isDone[i] = true;
                    return i;
                }
            }

            return -1;
        }
    }

    /// <summary>Sends what the server says up to the next thing that the client hasn't said.</summary>
    private async ValueTask SendDueAsync()
    {
        for (int i = 0; i < _messages.Count; i++)
        {
            RecordedMessage message = _messages[i];
            lock (_gate)
            {
                if (!message.IsFromServer && !_isDone[i])
                {
                    return;
                }

                if (_isDone[i])
                {
                    continue;
                }

                _isDone[i] = true;
            }

            if (message.Raw.Length > 0)
            {
                await _transport.Output.WriteAsync(message.Raw).ConfigureAwait(false);
            }
            else
            {
                await SendAsync(WithClientId(message.Message)).ConfigureAwait(false);
            }
        }
    }

    private string WithClientId(JsonElement message)
    {
        if (message.TryGetProperty("return", out JsonElement result) && _syncNumbers.TryGetValue(result.GetRawText(), out JsonElement number))
        {
            return $"{{\"return\": {number.GetRawText()}}}";
        }

        if (!message.TryGetProperty("id", out JsonElement recorded) || !_ids.TryGetValue(recorded.GetRawText(), out JsonElement id))
        {
            return message.GetRawText();
        }

        IEnumerable<string> members = message.EnumerateObject().Select(x =>
            $"\"{JsonEncodedText.Encode(x.Name)}\": {(x.NameEquals("id") ? id : x.Value).GetRawText()}");
        return "{" + string.Join(", ", members) + "}";
    }

    private ValueTask SendAsync(string text) => new(_transport.Output.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n")).AsTask());

    private static bool AreAlike(JsonElement recorded, JsonElement command)
    {
        List<JsonProperty> ours = [.. recorded.EnumerateObject().Where(x => !x.NameEquals("id"))];
        List<JsonProperty> theirs = [.. command.EnumerateObject().Where(x => !x.NameEquals("id"))];
        return ours.Count == theirs.Count
            && ours.TrueForAll(x => command.TryGetProperty(x.Name, out JsonElement other) && (IsSynchronisation(recorded) || JsonElement.DeepEquals(x.Value, other)));
    }

    /// <summary>The guest agent's synchronisation has a random number for its argument, which comes back as the result.</summary>
    private static bool IsSynchronisation(JsonElement command) =>
        command.TryGetProperty("execute", out JsonElement name) && name.ValueEquals("guest-sync-delimited");

    private static JsonElement SyncNumberOf(JsonElement command) => command.GetProperty("arguments").GetProperty("id");

    /// <summary>Takes descriptors as a socket does, with a blank.</summary>
    private sealed class ReplayTransport(IQmpTransport inner) : IQmpDescriptorTransport
    {
        public PipeReader Input => inner.Input;

        public PipeWriter Output => inner.Output;

        public string Description => inner.Description;

        public async ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken) =>
            await inner.Output.WriteAsync(" "u8.ToArray(), cancellationToken).ConfigureAwait(false);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
