using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Tracing;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>A factory that makes no logger when it is asked while connections come and go.</summary>
public sealed class LoggerFactoryFaultTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Connection_that_cannot_be_logged_is_closed_before_the_next_attempt()
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        var options = new QmpClientOptions { LoggerFactory = new Failing(static (category, _) => category == QmpWireLog.Category) };
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(
            _ => new(near), options, new QmpReconnectOptions { InitialDelay = TimeSpan.Zero, MaxAttempts = 1 });

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(() => client.Client.Completion.WaitAsync(Hang));
        ReadResult end = await far.Input.ReadAsync().AsTask().WaitAsync(Hang);

        Assert.IsType<IOException>(error.InnerException);
        Assert.True(end.IsCompleted);
        await far.DisposeAsync();
    }

    [Fact]
    public async Task Proxy_with_a_connection_for_each_client_asks_for_its_logger_once()
    {
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        var options = new QmpProxyOptions { LoggerFactory = new Failing(static (_, earlier) => earlier > 0) };
        await using QmpProxy proxy = QmpProxy.StartDirect(_ => new ValueTask<IQmpTransport>(server.Connect()), options);
        await using TestConnection client = TestConnection.Open(proxy.ServeAsync);
        await client.ReadAsync().WaitAsync(Hang);
        await client.AskAsync("""{"execute": "qmp_capabilities"}""").WaitAsync(Hang);

        Assert.Equal("""{"return": 1}""", await client.AskAsync("""{"execute": "query-x"}""").WaitAsync(Hang));
    }

    /// <summary>Fails for a category, or after some loggers.</summary>
    private sealed class Failing(Func<string, int, bool> fails) : ILoggerFactory
    {
        private int _made;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) =>
            fails(categoryName, Interlocked.Increment(ref _made) - 1) ? throw new IOException("The disk is full") : NullLogger.Instance;

        public void Dispose()
        {
        }
    }
}
