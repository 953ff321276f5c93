using System;
using Microsoft.Extensions.Logging;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Logging that fails whenever it is used.</summary>
internal sealed class ThrowingLogs : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => throw new InvalidOperationException("no scopes");

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new InvalidOperationException("the disk is full");

    public void Dispose()
    {
    }
}
