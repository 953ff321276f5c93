using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Tracing;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Keeps what is logged, but for messages on the wire, and lets tests wait for it.</summary>
internal sealed class LogRecorder : ILoggerFactory
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly List<(int Id, LogLevel Level, string Category, Exception? Cause)> _entries = [];
    private readonly List<(int Id, string Text)> _texts = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The ids so far, in order.</summary>
    public int[] Ids => [.. Entries.Select(static entry => entry.Id)];

    /// <summary>Everything so far, in order.</summary>
    public IReadOnlyList<(int Id, LogLevel Level, string Category, Exception? Cause)> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>The texts of the messages with an id, in order.</summary>
    public string[] Texts(int id)
    {
        lock (_lock)
        {
            return [.. _texts.Where(entry => entry.Id == id).Select(static entry => entry.Text)];
        }
    }

    /// <summary>Waits until a message with this id has been logged.</summary>
    public async Task WaitForAsync(int id)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_entries.Exists(entry => entry.Id == id))
                {
                    return;
                }

                more = _more.Task;
            }

            await more.WaitAsync(Patience);
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName == QmpWireLog.Category ? NullLogger.Instance : new Logger(this, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(int id, LogLevel level, string category, string text, Exception? cause)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            _entries.Add((id, level, category, cause));
            _texts.Add((id, text));
            more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder.Add(eventId.Id, logLevel, category, formatter(state, exception), exception);
    }
}
