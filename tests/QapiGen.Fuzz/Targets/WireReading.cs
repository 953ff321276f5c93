using System;
using System.Text;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Tracing;

namespace QapiGen.Fuzz.Targets;

/// <summary>The log of the wire: a line for each message, and no line but its own.</summary>
internal static class WireReading
{
    /// <summary>What is logged of bytes that are sent, and then come back as if they were replies.</summary>
    public static string Lines(byte[] input, int pieceLength)
    {
        var log = new LineLog();
        var replies = new SecretReplies();
        foreach (bool isReceived in (bool[])[false, true])
        {
            var tap = new WireTap(log, "peer", isReceived, replies);
            for (int start = 0; start < input.Length; start += pieceLength)
            {
                tap.See(input.AsSpan(start, Math.Min(pieceLength, input.Length - start)));
            }
        }

        return log.Text;
    }

    private sealed class LineLog : ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string line = QmpDiagnostics.OneLine(formatter(state, exception));
            if (line.AsSpan().ContainsAnyInRange('\0', '\u001f') || line.AsSpan().ContainsAny('\u007f', '\u2028', '\u202e'))
            {
                throw new InvalidOperationException("A line of the log has more than text: " + line);
            }

            _text.Append(line).Append('\n');
        }
    }
}
