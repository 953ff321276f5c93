using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Tracing;

/// <summary>One direction: bytes to messages to log lines. Whatever it meets, the bytes themselves pass.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Bytes may still pass while its connection ends; the collector takes what is left.")]
internal sealed class WireTap
{
    /// <summary>Longest message that is looked into.</summary>
    private const int MaxBytes = 1024 * 1024;

    private readonly ILogger _logger;
    private readonly string _peer;
    private readonly bool _isReceived;
    private readonly SecretReplies _replies;
    private readonly PooledList<byte> _message = new(0);
    private MessageScanner _scanner = new(MaxBytes);

    public WireTap(ILogger logger, string peer, bool isReceived, SecretReplies replies)
    {
        _logger = logger;
        _peer = peer;
        _isReceived = isReceived;
        _replies = replies;
    }

    /// <summary>Whether anybody wants to see it.</summary>
    public bool IsOn => _logger.IsEnabled(LogLevel.Trace);

    /// <summary>Bytes pass.</summary>
    public void See(ReadOnlySpan<byte> bytes)
    {
        if (!IsOn)
        {
            Reset();
            _replies.Clear();
            return;
        }

        while (!bytes.IsEmpty)
        {
            if (!_scanner.IsInside)
            {
                // Between messages, and after having been switched on inside of one.
                int start = bytes.IndexOf((byte)'{');
                if (start < 0)
                {
                    return;
                }

                bytes = bytes[start..];
            }

            int before = _scanner.Length;
            try
            {
                if (!_scanner.TryScan(bytes))
                {
                    _message.AddRange(bytes);
                    return;
                }
            }
            catch (QmpProtocolException)
            {
                Write($"a message of more than {MaxBytes} bytes");
                Reset();
                return;
            }

            int used = _scanner.Length - before;
            _message.AddRange(bytes[..used]);
            Write(Mask());
            Reset();
            bytes = bytes[used..];
        }
    }

    private string Mask()
    {
        try
        {
            return SecretMask.Apply(_message.Memory, _replies);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // Half a pair of surrogates, or bytes that aren't UTF-8, are the second. Unmasked it must not be shown.
            return $"{_message.Count} bytes that are not JSON, or have texts that are not Unicode";
        }
    }

    private void Write(string text)
    {
        if (_isReceived)
        {
            RuntimeLog.WireReceived(_logger, _peer, text);
        }
        else
        {
            RuntimeLog.WireSent(_logger, _peer, text);
        }
    }

    private void Reset()
    {
        if (_scanner.Length > 0 || _scanner.IsInside)
        {
            _scanner = new MessageScanner(MaxBytes);
            _message.Clear();
        }
    }
}
