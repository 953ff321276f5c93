using System;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>A proxy in memory before a server that does what the test says.</summary>
internal sealed class ProxyHarness : IAsyncDisposable
{
    private ProxyHarness(FakeQmpServer server, QmpProxy proxy)
    {
        Server = server;
        Proxy = proxy;
    }

    public FakeQmpServer Server { get; }

    public QmpProxy Proxy { get; }

    public static async Task<ProxyHarness> StartAsync(QmpProxyOptions? options = null, FakeServerOptions? server = null)
    {
        var fake = new FakeQmpServer(server);
        return new ProxyHarness(fake, await QmpProxy.StartAsync(_ => new ValueTask<IQmpTransport>(fake.Connect()), options));
    }

    public async Task<QmpClient> ConnectAsync(QmpClientOptions? options = null)
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = Proxy.ServeAsync(far);
        return await QmpClient.ConnectAsync(near, options);
    }

    public TestConnection Open() => TestConnection.Open(Proxy.ServeAsync);

    public async Task<TestConnection> OpenReadyAsync(bool outOfBand = false)
    {
        TestConnection connection = Open();
        await connection.ReadAsync();
        await connection.AskAsync($"{{\"execute\": \"qmp_capabilities\"{(outOfBand ? ", \"arguments\": {\"enable\": [\"oob\"]}" : "")}}}");
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }
}
