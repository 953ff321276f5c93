using System;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>A logger that never fails: a provider that throws loses its own message and nothing else. Messages are one line, whatever peers have said in them, and exceptions have no lines but their own.</summary>
/// <remarks>Compiled into each package that logs what must not stop its work, so that it is nobody's API.</remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a provider throws, nobody must fall over its own log.")]
internal sealed class QmpSafeLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return logger.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            Exception? said = OneLineException.For(exception);
            logger.Log(logLevel, eventId, state, said, (values, cause) => QmpDiagnostics.OneLine(formatter(values, cause)));
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}
