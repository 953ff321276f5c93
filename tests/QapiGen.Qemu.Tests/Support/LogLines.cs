using System;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Tracing;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>Lines of the helper's own category, as <c>400 Information text</c>.</summary>
internal sealed class LogLines : ILoggerFactory
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _wire = new();
    private readonly ConcurrentQueue<string> _all = new();

    public string[] Lines => [.. _lines];

    /// <summary>The messages of connections.</summary>
    public string[] Wire => [.. _wire];

    /// <summary>The lines of every category.</summary>
    public string[] All => [.. _all];

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName switch { "QapiGen.Qemu.QemuProcess" => _lines, QmpWireLog.Category => _wire, _ => new() }, _all);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<string> lines, ConcurrentQueue<string> all) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string line = $"{eventId.Id} {logLevel} {formatter(state, exception)}";
            lines.Enqueue(line);
            all.Enqueue($"{line} {exception}");
        }
    }
}
