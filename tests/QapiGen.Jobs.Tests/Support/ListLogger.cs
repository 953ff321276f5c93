using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging;

namespace QapiGen.Jobs.Tests.Support;

/// <summary>Keeps what is logged, each with the scopes that it is in.</summary>
internal sealed class ListLogger(LogLevel minimum = LogLevel.Information) : ILogger
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    public ConcurrentQueue<(int Id, string Message, string Scopes)> Entries { get; } = new();

    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull => _scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var scopes = new List<string>();
        _scopes.ForEachScope(
            static (scope, list) => list.Add(
                scope is IEnumerable<KeyValuePair<string, object?>> pairs
                    ? string.Join(' ', pairs.Where(static pair => pair.Key != "{OriginalFormat}").Select(static pair => $"{pair.Key}={pair.Value}"))
                    : scope?.ToString() ?? ""),
            scopes);
        Entries.Enqueue((eventId.Id, formatter(state, exception), string.Join('|', scopes)));
    }
}
