using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Plays the client's side of a transcript against a service in memory.</summary>
/// <remarks>
/// The pair's scheduler is inline: when a write has ended the service has worked through it, so what came back after each step is exact and no
/// test waits for silence. Commands that block, and connections with <c>oob</c>, are the exception; there it waits for the count.
/// </remarks>
internal sealed partial class TranscriptPlayer : IAsyncDisposable
{
    private const int ElidedLength = 16384;

    private readonly QmpService _service;
    private readonly Func<Task> _unblock;
    private readonly Func<Task> _whenBlocked;
    private readonly bool _isPretty;
    private readonly int? _chunk;
    private readonly List<string> _output = [];
    private readonly StringBuilder _pending = new();
    private readonly List<Task> _serving = [];
    private IQmpTransport? _client;

    /// <summary>Makes a player.</summary>
    /// <param name="service">Who answers.</param>
    /// <param name="unblock">Lets the oldest blocked command go on.</param>
    /// <param name="whenBlocked">Waits until a command is blocked.</param>
    /// <param name="isPretty">Whether messages are pretty printed.</param>
    /// <param name="chunk">Bytes per write; null for a step at once.</param>
    public TranscriptPlayer(QmpService service, Func<Task> unblock, Func<Task> whenBlocked, bool isPretty, int? chunk = null)
    {
        _service = service;
        _unblock = unblock;
        _whenBlocked = whenBlocked;
        _isPretty = isPretty;
        _chunk = chunk;
    }

    public IReadOnlyList<string> Output => _output;

    /// <summary>Plays a case.</summary>
    /// <returns>How many messages had come after each step.</returns>
    public async Task<IReadOnlyList<int>> PlayAsync(Transcript transcript)
    {
        (IReadOnlyList<string> expected, IReadOnlyList<int> expectedAfter) = RecordedServer.Expected(transcript);
        var after = new List<int>();
        Connect();
        IReadOnlyList<JsonElement> steps = transcript.Steps;
        for (int i = 0; i < steps.Count; i++)
        {
            await StepAsync(steps[i]);
            await ReceiveAsync(expectedAfter[i]);
            after.Add(_output.Count);
        }

        // Whatever came too much shows before the end.
        await ReceiveAsync(expected.Count);
        return after;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await _service.DisposeAsync();
        await Task.WhenAll(_serving);
    }

    [GeneratedRegex("""("timestamp": \{\s*"seconds": )\d+(,\s*"microseconds": )\d+""")]
    private static partial Regex Stamp();

    private void Connect()
    {
        (_client, IQmpTransport server) = QmpTransports.CreateInMemoryPair(PipeScheduler.Inline);
        _serving.Add(_service.ServeAsync(server));
    }

    private async Task StepAsync(JsonElement step)
    {
        if (Transcript.Bytes(step) is { } bytes)
        {
            await SendAsync(bytes);
            if (bytes.AsSpan().IndexOf("\"fifo\""u8) >= 0)
            {
                await _whenBlocked();
            }

            return;
        }

        switch (step.GetProperty("act").GetString())
        {
            case "shutdown":
                await _client!.Output.CompleteAsync();
                break;
            case "close":
                await _client!.DisposeAsync();
                _client = null;
                _pending.Clear();
                break;
            case "connect":
                Connect();
                _output.Add("$connected");
                break;
            default:
                await _unblock();
                break;
        }
    }

    private async Task SendAsync(byte[] bytes)
    {
        int size = Math.Min(_chunk ?? 32 * 1024, 32 * 1024);
        for (int start = 0; start < bytes.Length; start += size)
        {
            ValueTask<FlushResult> flush = _client!.Output.WriteAsync(bytes.AsMemory(start, Math.Min(size, bytes.Length - start)));
            while (!flush.IsCompleted)
            {
                // The service may be waiting for us to read.
                TryReceive();
                await Task.Yield();
            }

            await flush;
        }
    }

    private async Task ReceiveAsync(int expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (_client is not null && TryReceive())
        {
        }

        while (_client is not null && _output.Count < expected && !patience.IsCancellationRequested)
        {
            try
            {
                Take(await _client.Input.ReadAsync(patience.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private bool TryReceive()
    {
        bool hasRead = _client!.Input.TryRead(out ReadResult result);
        if (hasRead)
        {
            Take(result);
        }

        return hasRead && _client is not null && !result.IsCompleted;
    }

    private void Take(ReadResult result)
    {
        _pending.Append(Encoding.Latin1.GetString(result.Buffer.ToArray()));
        _client!.Input.AdvanceTo(result.Buffer.End);
        Split();
        if (result.IsCompleted)
        {
            _output.Add("$eof");
            _client = null;
        }
    }

    private void Split()
    {
        string text = _pending.ToString();
        string end = _isPretty ? "\r\n}\r\n" : "\r\n";
        int start = 0;
        for (int stop; (stop = text.IndexOf(end, start, StringComparison.Ordinal)) >= 0;)
        {
            int length = _isPretty ? stop + 3 - start : stop - start;
            Add(text.Substring(start, length));
            start = stop + end.Length;
        }

        _pending.Clear().Append(text.AsSpan(start));
    }

    private void Add(string line)
    {
        string text = Stamp().Replace(line, "${1}0${2}0");
        _output.Add(text.Length > ElidedLength
            ? $"$elided {text.Length} {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))}"
            : text);
    }
}
