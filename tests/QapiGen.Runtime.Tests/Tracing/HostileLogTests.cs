using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Client;
using QapiGen.Runtime.Tests.Proxy;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Tracing;

/// <summary>Whatever a peer says, a line of a log is a line of the runtime's own, and does nothing to the terminal that shows it.</summary>
public sealed class HostileLogTests : IDisposable
{
    private const string Hostile = "x\e[31m\e]0;owned\a\nwarn: forged\r\u202Eevil\u009B2J\u2028\U000E0041";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Json = JsonSerializer.Serialize(Hostile);

    private readonly Lines _log = new();

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("plain ä € 😀 \\ text", "plain ä € 😀 \\ text")]
    [InlineData("a\nb\tc\u007F\u0085\u200B\uFEFF\u2029", "a\\u000Ab\\u0009c\\u007F\\u0085\\u200B\\uFEFF\\u2029")]
    [InlineData("\U000E0041\U0001D173", "\\uDB40\\uDC41\\uD834\\uDD73")]
    [InlineData("a\u115Fb\u1160\u3164\uFFA0한", "a\\u115Fb\\u1160\\u3164\\uFFA0한")]
    public void Text_on_one_line_keeps_what_can_be_seen(string text, string line) => Assert.Equal(line, QmpDiagnostics.OneLine(text));

    [Fact]
    public async Task A_client_forges_no_line_of_a_servers_log()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { LoggerFactory = _log });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        await client.AskAsync($"{{\"execute\": {Json}}}");
        await client.AskAsync($"{{\"execute\": \"ping\", \"arguments\": {{{Json}: 1}}}}");
        await client.AskAsync($"{{{Json}: 1}}");
        await client.SendAsync("{\e]0;owned\a\n");
        await _log.HasAsync("owned");

        _log.AreItsOwn();
    }

    [Fact]
    public void What_an_exception_repeats_of_a_peer_forges_no_line()
    {
        var logger = SafeLogger.For(_log);
        Exception benign = Thrown(new InvalidOperationException("plain", new ArgumentException("too")));
        Exception hostile = Thrown(new AggregateException(new System.IO.FileNotFoundException($"no {Hostile}", Hostile), new InvalidOperationException("plain")));

        logger.Log(LogLevel.Error, default, 0, benign, static (_, e) => e!.GetType().Name);
        logger.Log(LogLevel.Error, default, 0, hostile, static (_, e) => e!.InnerException!.GetType().Name);

        Assert.Contains("InvalidOperationException", _log.All);
        Assert.Contains("AggregateException", _log.All);
        Assert.Contains(_log.All, static line => line.Contains("\\u000Awarn: forged", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, static line => line.StartsWith("warn:", StringComparison.Ordinal));
        Assert.Contains(_log.All, static line => line.Contains(nameof(Thrown), StringComparison.Ordinal));
        _log.AreItsOwn();
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    [Fact]
    public async Task A_server_forges_no_line_of_a_clients_log()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { LoggerFactory = _log });
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();
        await server.SendAsync($"{{\"error\": {{\"class\": \"GenericError\", \"desc\": {Json}}}}}");
        await server.SendAsync("{\"return\": {}, \"id\": \"\u202E\u009B2J\"}");
        await server.SendAsync($"{{\"event\": \"TEST\", \"data\": {{\"n\": {Json}}}, \"timestamp\": {{\"seconds\": 1, \"microseconds\": 0}}}}");
        await server.SendAsync("\e]0;owned\a\u202E this is no JSON\r\n");
        await client.Completion.ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(Patience);
        await _log.HasAsync("broke");

        Assert.Contains(_log.All, static line => line.Contains("\\u202E", StringComparison.Ordinal));
        _log.AreItsOwn();
    }

    [Fact]
    public async Task Neither_side_forges_a_line_of_a_proxys_log()
    {
        var options = new QmpProxyOptions { LoggerFactory = _log, Reconnect = new QmpReconnectOptions { InitialDelay = TimeSpan.Zero, MaxAttempts = 1 } };
        await using ProxyHarness harness = await ProxyHarness.StartAsync(options);
        await using TestConnection client = await harness.OpenReadyAsync();
        await client.SendAsync("{\e]0;owned\a}");
        await client.ReadAsync();
        harness.Server.On("qmp_capabilities").Fails(QmpErrorClass.GenericError, Hostile);
        await harness.Server.DisconnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => harness.Proxy.Completion.WaitAsync(Patience));

        Assert.Contains(_log.All, static line => line.Contains("Connecting to the server failed", StringComparison.Ordinal) && line.Contains("\\u001B", StringComparison.Ordinal));
        _log.AreItsOwn();
    }

    [Fact]
    public async Task The_name_of_a_socket_forges_no_line()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string folder = System.IO.Directory.CreateTempSubdirectory("ql").FullName;
        try
        {
            await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { LoggerFactory = _log });
            await using (var server = new QmpServer(service))
            {
                server.Listen(QmpAddress.Unix(System.IO.Path.Combine(folder, "a\e[31m\nwarn: forged")));
            }

            await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { LoggerFactory = _log });
            harness.Proxy.Listen(QmpAddress.Unix(System.IO.Path.Combine(folder, "b\e[31m\nwarn: forged")));

            Assert.Equal(2, _log.All.Count(static line => line.Contains("\\u000Awarn: forged", StringComparison.Ordinal)));
            _log.AreItsOwn();
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a provider that writes text would write.</summary>
    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string[] All => [.. _lines];

        public async Task HasAsync(string text)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                await Task.Delay(5, patience.Token);
            }
        }

        public void AreItsOwn()
        {
            Assert.NotEmpty(_lines);
            Assert.All(_lines, static line => Assert.DoesNotContain(line, static c => char.IsControl(c) || c is '\u202E' or '\u2028' or '\uDB40'));
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Enqueue(formatter(state, exception));
            foreach (string line in exception?.ToString().Split(Environment.NewLine) ?? [])
            {
                _lines.Enqueue(line);
            }
        }

        public void Dispose()
        {
        }
    }
}
