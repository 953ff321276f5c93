using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>The proxy's one connection to the server.</summary>
internal sealed class ProxyUpstream : IMessageHandler, IAsyncDisposable
{
    private readonly ProxyCore _core;
    private readonly IQmpTransport _transport;
    private readonly TaskCompletionSource<JsonElement> _greeting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _negotiated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _cause;

    public ProxyUpstream(ProxyCore core, IQmpTransport transport)
    {
        _core = core;
        _transport = transport;
        Description = TransportText.Describe(transport);
        Output = new OutputQueue(transport, End);
    }

    /// <summary>What is to be sent.</summary>
    public OutputQueue Output { get; }

    /// <summary>Where the server is.</summary>
    public string Description { get; }

    /// <summary>Whether <c>oob</c> is enabled.</summary>
    public bool AllowsOutOfBand { get; private set; }

    /// <summary>Whether <see cref="LongQueue"/> is, too.</summary>
    public bool HasLongQueue { get; private set; }

    /// <summary>Whether descriptors can go along.</summary>
    public bool PassesDescriptors => _transport is IQmpDescriptorTransport && OperatingSystem.IsLinux();

    /// <summary>The greeting that clients get.</summary>
    public byte[] ClientGreeting { get; private set; } = [];

    /// <summary>Ends with the connection; never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Why it ended.</summary>
    public Exception? Cause => _cause;

    /// <summary>Begins to read, and goes through the handshake.</summary>
    /// <exception cref="QmpConnectionException">The connection ended.</exception>
    /// <exception cref="QmpProtocolException">It is no QMP server.</exception>
    /// <exception cref="QmpTimeoutException">It took too long.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _ = ReadAsync();
        try
        {
            JsonElement greeting = await _greeting.Task.WaitAsync(_core.Options.HandshakeTimeout, _core.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            AllowsOutOfBand = Offers(greeting, "oob");
            HasLongQueue = AllowsOutOfBand && Offers(greeting, LongQueue.Name);
            ClientGreeting = ProxyTexts.Greeting(greeting, AllowsOutOfBand, HasLongQueue);
            Append(
                HasLongQueue ? "{\"execute\": \"qmp_capabilities\", \"arguments\": {\"enable\": [\"oob\", \"__qapigen_queue-64\"]}, \"id\": 0}\r\n"u8
                : AllowsOutOfBand ? "{\"execute\": \"qmp_capabilities\", \"arguments\": {\"enable\": [\"oob\"]}, \"id\": 0}\r\n"u8
                : "{\"execute\": \"qmp_capabilities\", \"id\": 0}\r\n"u8,
                null);
            Output.Kick();
            await _negotiated.Task.WaitAsync(_core.Options.HandshakeTimeout, _core.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new QmpTimeoutException($"{Description} did not greet and negotiate within {_core.Options.HandshakeTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} seconds", e);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            throw new QmpProtocolException("The server's greeting has not the form of one", e);
        }
    }

    /// <summary>Adds a command; whoever has added sends it by <see cref="OutputQueue.Kick"/>.</summary>
    public void Append(ReadOnlySpan<byte> text, IReadOnlyList<SafeHandle>? descriptors)
    {
        lock (Output.Gate)
        {
            int start = Output.Filling.Count;
            Output.Filling.AddRange(text);
            if (descriptors is not null)
            {
                Output.Attach(start, descriptors);
            }
        }
    }

    public void Handle(in ReceivedMessage message)
    {
        if (!message.Event.IsEmpty)
        {
            _core.Publish(message.Text);
        }
        else if (_negotiated.Task.IsCompletedSuccessfully)
        {
            _core.Reply(message);
        }
        else if (!message.Greeting.IsEmpty)
        {
            var reader = new Utf8JsonReader(message.Greeting, JsonDepth.Reader);
            _greeting.TrySetResult(JsonElement.ParseValue(ref reader));
        }
        else if (!message.Error.IsEmpty)
        {
            _negotiated.TrySetException(new QmpProtocolException($"The server refused to negotiate: {System.Text.Encoding.UTF8.GetString(message.Error)}"));
        }
        else if (!message.Return.IsEmpty)
        {
            _negotiated.TrySetResult();
        }
    }

    public void Flush() => _core.FlushTouched();

    public async ValueTask DisposeAsync()
    {
        if (!_ended.Task.IsCompleted)
        {
            await Task.WhenAny(Output.DrainAsync(), Task.Delay(_core.Options.CloseTimeout)).ConfigureAwait(false);
        }

        End(new QmpConnectionException("The proxy was closed"));
        await _ended.Task.ConfigureAwait(false);
    }

    private static bool Offers(JsonElement greeting, string name) =>
        greeting.TryGetProperty("capabilities", out JsonElement capabilities)
        && capabilities.EnumerateArray().Any(capability => capability.ValueKind == JsonValueKind.String && capability.ValueEquals(name));

    private async Task ReadAsync()
    {
        var pump = new MessagePump(_transport.Input, this, new ReadLoopWork(_transport), _core.Options.MaxMessageBytes, null, null);
        Exception cause;
        try
        {
            await pump.RunAsync().ConfigureAwait(false);
            cause = new QmpConnectionException($"{Description} closed the connection");
        }
#pragma warning disable CA1031 // Whatever ends the read loop ends the connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            cause = e;
        }

        End(cause);
        await TransportEnd.CloseAsync(_transport).ConfigureAwait(false);
        _ended.TrySetResult();
    }

    private void End(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is not null)
        {
            return;
        }

        Output.Close();
        foreach (Task waiting in (Task[])[_greeting.Task, _negotiated.Task])
        {
            _ = waiting.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        Exception told = cause is QmpConnectionException or QmpProtocolException ? cause : new QmpConnectionException($"The connection to {Description} ended: {cause.Message}", cause);
        _greeting.TrySetException(told);
        _negotiated.TrySetException(told);
        TransportEnd.StopReading(_transport);
        _ = TransportEnd.CloseAsync(_transport);
    }
}
