using System;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>A logger that never fails: a provider that throws loses its own message and nothing else. Messages are one line, whatever peers have said in them, and exceptions have no lines but their own.</summary>
/// <remarks>Compiled into each package that logs what must not stop its work, so that it is nobody's API.</remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a provider throws, nobody must fall over its own log.")]
internal sealed class SafeLogger : ILogger
{
    private readonly ILogger _logger;

    private SafeLogger(ILogger logger) => _logger = logger;

    /// <summary>Makes a logger safe; one that does nothing is.</summary>
    public static ILogger For(ILogger logger) => logger is NullLogger ? logger : new SafeLogger(logger);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return _logger.BeginScope(state) is { } scope ? new Scope(scope) : null;
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
            return _logger.IsEnabled(logLevel);
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
            _logger.Log(logLevel, eventId, state, said, (values, cause) => QmpDiagnostics.OneLine(formatter(values, cause)));
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    private sealed class Scope(IDisposable scope) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                scope.Dispose();
            }
            catch (Exception)
            {
                // What was done in it is done.
            }
        }
    }
}
