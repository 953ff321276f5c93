using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Diagnostics;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What clients call their jobs, and what other nodes say, in a node's log.</summary>
public sealed class HostileLogTests
{
    private const string Evil = "x\u001b]0;owned\u0007\nwarn: forged";

    [Fact]
    public void An_id_of_a_client_and_an_exception_stand_on_lines_of_the_logs_own()
    {
        var lines = new Lines();
        var log = new Lines.Factory(lines);
        JobCluster cluster = new(null!, null!, TimeProvider.System, log.CreateLogger<JobCluster>());
        ILogger logger = Assert.IsAssignableFrom<ILogger>(typeof(JobCluster).GetField("_logger", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(cluster));

        ClusterLog.NoAnswer(logger, ShardVerb.Pause, Evil, Evil);
        ClusterLog.NotFilled(logger, 1, new InvalidOperationException(Evil));

        Assert.Equal(3, lines.Count);
        Assert.All(lines, static line => Assert.DoesNotContain('\u001b', line));
        Assert.All(lines, static line => Assert.DoesNotContain(line.Split('\n'), static part => part.StartsWith("warn", StringComparison.Ordinal)));
    }

    // Whoever keeps one that was handed in logs what peers say as it came.
    [Fact]
    public void Nobody_keeps_a_logger_as_it_was_handed_in() => Assert.DoesNotContain(
        typeof(JobCluster).Assembly.GetTypes().SelectMany(static type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)),
        static field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(ILogger<>));

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Add(formatter(state, exception));
            if (exception is not null)
            {
                Add(exception.ToString());
            }
        }

        public sealed class Factory(Lines lines) : ILoggerFactory
        {
            public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

            public ILogger CreateLogger(string categoryName) => lines;

            public void Dispose()
            {
            }
        }
    }
}
