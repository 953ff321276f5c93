using System;
using Microsoft.Extensions.Logging;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Logging whose calls fail as planned.</summary>
internal sealed class FaultyLogs(FaultPlan plan) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        plan.Hit(FaultSite.Log);
        return true;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        plan.Hit(FaultSite.Log);

    public void Dispose()
    {
    }
}
