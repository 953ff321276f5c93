using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QapiGen.Hosting.Clients;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tracing;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Hosting.Tests.Clients;

/// <summary>Clients as services.</summary>
public sealed class QmpClientTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Client_is_a_keyed_service_that_comes_back_when_its_server_does()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQmpClient("vm0", $"unix:{path}", static options =>
        {
            options.InitialDelay = TimeSpan.FromMilliseconds(1);
            options.MaxDelay = TimeSpan.FromMilliseconds(20);
        });
        builder.Services.AddHealthChecks().AddQmpClient("vm0");
        using IHost host = builder.Build();
        await host.StartAsync();
        QmpClient client = host.Services.GetRequiredKeyedService<QmpClient>("vm0");
        QmpReconnectingClient connection = host.Services.GetRequiredKeyedService<QmpReconnectingClient>("vm0");
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);

        await ServeAsync(path, async () =>
        {
            await connection.WaitForConnectionAsync().WaitAsync(Hang);
            await client.ExecuteAsync("query-version").AsTask().WaitAsync(Hang);
            Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        });
        await ServeAsync(path, async () => await AskAsync(client).WaitAsync(Hang));

        Assert.InRange(connection.ConnectionCount, 2, int.MaxValue);
        await host.StopAsync();
    }

    [Fact]
    public async Task Settings_come_from_configuration_first()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["QmpClient:vm0:Address"] = $"unix:{path}", ["QmpClient:vm0:OutOfBand"] = "false" });
        builder.Services.AddQmpClient("vm0", "unix:/elsewhere");
        using IHost host = builder.Build();
        await ServeAsync(path, async () =>
        {
            await host.StartAsync();
            await host.Services.GetRequiredKeyedService<QmpReconnectingClient>("vm0").WaitForConnectionAsync().WaitAsync(Hang);
            Assert.False(host.Services.GetRequiredKeyedService<QmpClient>("vm0").IsOutOfBandEnabled);
            await host.StopAsync();
        });
    }

    [Fact]
    public async Task A_server_that_takes_the_connection_and_says_nothing_is_tried_again()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string address = $"tls:127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}";
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        using var log = new ListLoggerProvider();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddQmpClient("vm0", address, static options =>
        {
            options.HandshakeTimeout = TimeSpan.FromMilliseconds(50);
            options.InitialDelay = TimeSpan.FromMilliseconds(1);
        });
        using IHost host = builder.Build();
        await host.StartAsync();

        using TcpClient first = await server.AcceptTcpClientAsync().WaitAsync(Hang);
        using TcpClient second = await server.AcceptTcpClientAsync().WaitAsync(Hang);
        using TcpClient third = await server.AcceptTcpClientAsync().WaitAsync(Hang);

        await host.StopAsync();
        Assert.Contains($"Connecting to the server failed: {address} has not taken the connection and agreed on TLS within 00:00:00.0500000. Does it speak TLS?", log.Messages);
    }

    [Fact]
    public async Task Address_that_is_none_keeps_the_host_from_starting()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQmpClient("vm0");
        using IHost host = builder.Build();

        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("QmpClient:vm0:Address: '' is not an address", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Adress", "unix:/run/x.sock", "QmpClient:vm0:Adress is no setting; there are Address, ")]
    [InlineData("Address", "unx:/run/x.sock", "QmpClient:vm0:Address: 'unx:/run/x.sock' is not an address; use unix:PATH, ")]
    [InlineData("Address", "tcp:127.0.0.1:4444,tls-creds=tls0", "QmpClient:vm0:Address: 'tcp:127.0.0.1:4444,tls-creds=tls0' is not an address: 'tls-creds=tls0' has no effect here, where tls:HOST:PORT asks for TLS")]
    [InlineData("CallTimeout", "30", "QmpClient:vm0:CallTimeout: 30.00:00:00 is more than a day; a number by itself is days, and 00:00:05 five seconds")]
    [InlineData("HandshakeTimeout", "00:00:00", "QmpClient:vm0:HandshakeTimeout is no time at all")]
    [InlineData("InitialDelay", "-00:00:01", "QmpClient:vm0:InitialDelay")]
    [InlineData("InitialDelay", "00:01:00", "QmpClient:vm0:MaxDelay: 00:00:30 is less than QmpClient:vm0:InitialDelay, 00:01:00")]
    [InlineData("MaxDelay", "00:00:00.05", "QmpClient:vm0:MaxDelay: 00:00:00.0500000 is less than QmpClient:vm0:InitialDelay, 00:00:00.1000000")]
    [InlineData("MaxAttempts", "0", "QmpClient:vm0:MaxAttempts: 0 is less than 1")]
    [InlineData("GuestAgent", "perhaps", "QmpClient:vm0:GuestAgent")]
    public async Task A_setting_that_makes_no_sense_is_refused_by_its_key(string setting, string value, string message)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["QmpClient:vm0:" + setting] = value });
        builder.Services.AddQmpClient("vm0", "unix:/nowhere.sock");
        using IHost host = builder.Build();

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_clients_of_one_name_are_refused()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQmpClient("vm0", "unix:/a").AddQmpClient("vm1", "unix:/a");

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => builder.Services.AddQmpClient("vm0", "unix:/b"));

        Assert.Equal("There is a QMP client 'vm0' already: give each AddQmpClient a name of its own", refusal.Message);
        refusal = Assert.Throws<InvalidOperationException>(() => builder.Services.AddQmpClient("VM0", "unix:/b"));
        Assert.Equal("There is a QMP client 'vm0' already, and 'VM0' would have its settings, those of QmpClient:vm0: names have to differ in more than capitals", refusal.Message);
    }

    [Fact]
    public void Name_of_somebody_elses_client_is_refused()
    {
        var services = new ServiceCollection();
        services.AddKeyedSingleton<QmpClient>("vm0", static (_, _) => throw new NotSupportedException());

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => services.AddQmpClient("vm0", "unix:/x"));

        Assert.Equal("There is a QMP client 'vm0' already, such as AddQemu adds: give each a name of its own", refusal.Message);
    }

    [Theory]
    [InlineData(LogLevel.Trace, true)]
    [InlineData(LogLevel.Debug, false)]
    public async Task Messages_are_logged_where_the_category_is_at_trace_with_secrets_masked(LogLevel level, bool areLogged)
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        using var wire = new WireLines();
        builder.Logging.ClearProviders().AddProvider(wire).SetMinimumLevel(LogLevel.Trace).AddFilter(QmpWireLog.Category, level);
        builder.Services.AddQmpClient("vm0", $"unix:{path}");
        using IHost host = builder.Build();
        await ServeAsync(path, async () =>
        {
            await host.StartAsync();
            await host.Services.GetRequiredKeyedService<QmpReconnectingClient>("vm0").WaitForConnectionAsync().WaitAsync(Hang);
            QmpClient client = host.Services.GetRequiredKeyedService<QmpClient>("vm0");
            Assert.Equal("hello", (await client.ExecuteAsync("greet")).GetString());
            JsonElement secret = JsonElement.Parse("""{"qom-type": "secret", "id": "s0", "data": "hidden"}""");
            await Assert.ThrowsAsync<QmpErrorException>(() => client.ExecuteAsync("object-add", secret).AsTask());
            await host.StopAsync();
        });

        string[] lines = [.. wire.Lines.Select(line => line.Replace(path, "PATH", StringComparison.Ordinal))];
        if (!areLogged)
        {
            Assert.Empty(lines);
            return;
        }

        Assert.All(lines, static line => Assert.StartsWith("Trace unix:PATH ", line, StringComparison.Ordinal));
        Assert.Single(lines, static line => line.Contains(" < {\"QMP\":", StringComparison.Ordinal));
        Assert.Single(lines, static line => line.Contains(" > {\"execute\":\"greet\"", StringComparison.Ordinal));
        Assert.Single(lines, static line => line.Contains(" < {\"return\":\"hello\"", StringComparison.Ordinal));
        Assert.Single(lines, static line => line.Contains("\"id\":\"s0\",\"data\":\"***\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.Contains("hidden", StringComparison.Ordinal));
    }

    /// <summary>A call on the old connection fails if its end hasn't been seen yet.</summary>
    private static async Task AskAsync(QmpClient client)
    {
        while (true)
        {
            try
            {
                await client.ExecuteAsync("query-version");
                return;
            }
            catch (QmpConnectionException)
            {
                await Task.Delay(10);
            }
        }
    }

    private static async Task ServeAsync(string path, Func<Task> use)
    {
        await using var service = new QmpService(GreeterDispatcher.Schema, [new GreeterDispatcher("hello")]);
        await using var server = new QmpServer(service);
        server.Listen(QmpAddress.Unix(path));
        await use();
        await server.StopAsync();
    }

    /// <summary>What is logged in the wire log's category.</summary>
    private sealed class WireLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string[] Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => categoryName == QmpWireLog.Category ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
