using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

/// <summary>The shell against a real server that speaks TLS.</summary>
public sealed class ShellTlsTests : IAsyncLifetime, IDisposable
{
    private readonly TestCertificate _certificate = new();
    private readonly TestCertificate _operator = new("operator");
    private readonly QmpService _service = new(new QmpCompiledSchema("none", [], static () => "[]"u8), []);
    private readonly QmpServer _server;

    public ShellTlsTests() => _server = new QmpServer(_service);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _operator.Dispose();
    }

    [Fact]
    public async Task A_server_whose_authority_is_named_is_believed()
    {
        CliResult result = await new CliHarness().RunAsync("shell", $"tls:localhost:{Listen()}", "--tls-ca", _certificate.PemPath, "query-version");

        Assert.Equal(new CliResult(0, "{\"qemu\": {\"micro\": 0, \"minor\": 1, \"major\": 0}, \"package\": \"\"}\n", ""), result);
    }

    [Fact]
    public async Task A_server_that_nobody_has_signed_is_not_believed()
    {
        int port = Listen();

        CliResult unknown = await new CliHarness().RunAsync("shell", $"tls:localhost:{port}", "query-version");
        CliResult wrong = await new CliHarness().RunAsync("shell", $"tls:localhost:{port}", "--tls-ca", _operator.PemPath, "query-version");
        CliResult other = await new CliHarness().RunAsync("shell", $"tls:localhost:{port}", "--tls-ca", _certificate.PemPath, "--tls-host", "else.example", "query-version");

        Assert.All([unknown, wrong, other], result =>
        {
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.StartsWith($"qapigen: error: no QMP server at tls:localhost:{port}: The remote certificate", result.Error, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_says_nothing_is_waited_for_no_longer_than_was_said(bool namesAuthority)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string address = $"tls:127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";

        CliResult result = await new CliHarness().RunAsync(["shell", address, "-t", "0.1", .. namesAuthority ? ["--tls-ca", _certificate.PemPath] : Array.Empty<string>(), "query-version"]).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(new CliResult(2, "", $"qapigen: error: the server at {address} has not taken the connection and agreed on TLS within 0.1 s\nDoes it speak TLS? Without it the address begins with tcp:.\n"), result);
    }

    [Fact]
    public async Task A_server_that_asks_who_comes_is_shown_our_certificate()
    {
        int port = Listen(new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { _operator.Certificate } });
        string[] words = ["shell", $"tls:localhost:{port}", "--tls-ca", _certificate.PemPath];

        CliResult refused = await new CliHarness().RunAsync([.. words, "query-version"]);
        CliResult served = await new CliHarness().RunAsync([.. words, "--tls-cert", _operator.PemPath, "--tls-key", _operator.KeyPath, "query-version"]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal((0, ""), (served.ExitCode, served.Error));
    }

    private int Listen(X509ChainPolicy? clients = null) => _server.Listen(QmpAddress.Tls("localhost", 0), new QmpListenOptions
    {
        Tls = new QmpTlsOptions
        {
            Server = new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate.Certificate,
                ClientCertificateRequired = clients is not null,
                CertificateChainPolicy = clients,
            },
        },
    }).Port;
}
