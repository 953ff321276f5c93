using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>Which node has opened which shard, as the nodes log it.</summary>
internal sealed class OpeningLog : ILoggerProvider, ILogger
{
    private const int Opened = 422;

    private readonly ConcurrentQueue<(int Shard, long Epoch, string Node)> _all = new();

    /// <summary>The nodes that have opened a shard, in the order of their epochs.</summary>
    public string[] Of(int shard) => [.. _all.Where(opening => opening.Shard == shard).OrderBy(static opening => opening.Epoch).Select(static opening => opening.Node)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == Opened && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            object? Value(string name) => values.First(value => value.Key == name).Value;
            _all.Enqueue(((int)Value("Shard")!, (long)Value("Epoch")!, (string)Value("Node")!));
        }
    }

    public void Dispose()
    {
    }
}
