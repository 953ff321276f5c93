using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

public sealed class QmpServerTlsTests
{
    [Fact]
    public async Task A_client_that_is_silent_in_TLS_holds_up_no_other()
    {
        using X509Certificate2 certificate = TestCertificate.Make();
        await using QmpService service = LabDispatcher.Service();
        await using var server = new QmpServer(service);
        var tls = new QmpTlsOptions { Server = new SslServerAuthenticationOptions { ServerCertificate = certificate } };
        QmpAddress address = server.Listen(QmpAddress.Tcp("127.0.0.1", 0), new QmpListenOptions { Tls = tls });

        using var silent = new TcpClient("127.0.0.1", address.Port);
        using var client = new TcpClient("127.0.0.1", address.Port);
        await using var secure = new SslStream(client.GetStream(), false, (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString());
        await secure.AuthenticateAsClientAsync("localhost");
        await secure.WriteAsync(Encoding.ASCII.GetBytes("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"ping\"}\n"));
        using var reader = new StreamReader(secure);
        Assert.StartsWith("{\"QMP\":", await reader.ReadLineAsync());
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task TCP_without_TLS_stays_on_loopback_unless_allowed_by_name()
    {
        await using QmpService service = LabDispatcher.Service();
        await using var server = new QmpServer(service);
        Assert.Throws<InvalidOperationException>(() => server.Listen(QmpAddress.Tcp("0.0.0.0", 0)));
        Assert.NotEqual(0, server.Listen(QmpAddress.Tcp("127.0.0.1", 0)).Port);
    }
}
