using System;
using System.Diagnostics;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>Files of certificates and keys that a host refuses to start with, and its sentences.</summary>
public sealed class TlsFileFaultTests : IDisposable
{
    private readonly TestCertificate _server = new();
    private readonly TestCertificate _client = new("operator");

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    // Opening it would wait for somebody who writes, and the start of the host with it.
    [Fact]
    public async Task A_pipe_is_no_file_of_a_certificate()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string pipe = Path.Combine(_server.Folder, "pipe");
        string link = Path.Combine(_server.Folder, "link");
        using (Process made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        File.CreateSymbolicLink(link, pipe);
        File.CreateSymbolicLink(link + "2", _server.PemPath);
        const string fault = "can't be used: it is a pipe or a device, and files are read";

        await AssertRefusedAsync([("Certificate", pipe)], $"Qmp:disk:Tls:Certificate: '{pipe}' {fault}");
        await AssertRefusedAsync([("Certificate", link + "2"), ("Key", link)], $"Qmp:disk:Tls:Key: '{link}' {fault}");
        await AssertRefusedAsync([("Certificate", link + "2"), ("Key", _server.KeyPath), ("ClientCa", "/dev/null")], $"Qmp:disk:Tls:ClientCa: '/dev/null' {fault}");
    }

    [Fact]
    public async Task A_pipe_is_found_behind_the_bare_name_of_a_link()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Names in the folder that the program runs in.
        string pipe = $"pipe-{Guid.NewGuid():N}";
        string link = $"link-{Guid.NewGuid():N}";
        try
        {
            using (Process made = Process.Start("mkfifo", [pipe]))
            {
                await made.WaitForExitAsync();
            }

            File.CreateSymbolicLink(link, pipe);

            await AssertRefusedAsync([("Certificate", link)], $"Qmp:disk:Tls:Certificate: '{link}' can't be used: it is a pipe or a device, and files are read");
        }
        finally
        {
            File.Delete(link);
            File.Delete(pipe);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_with_its_key()
    {
        await AssertRefusedAsync([("Certificate", "/nowhere/server.pem")], "Qmp:disk:Tls:Certificate: '/nowhere/server.pem' can't be used: there is no such file");
        await AssertRefusedAsync([("Certificate", "server.pem")], $"Qmp:disk:Tls:Certificate: 'server.pem' can't be used: there is no such file, {Path.GetFullPath("server.pem")}");
        await AssertRefusedAsync([("Certificate", _server.Folder)], $"Qmp:disk:Tls:Certificate: '{_server.Folder}' can't be used: it is a folder");
        await AssertRefusedAsync(
            [("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", "/nowhere/ca.pem")],
            "Qmp:disk:Tls:ClientCa: '/nowhere/ca.pem' can't be used: there is no such file");
        await AssertRefusedAsync([("Certificate", _server.PemPath)], $"Qmp:disk:Tls:Certificate: '{_server.PemPath}' has no private key; name its file in Qmp:disk:Tls:Key");
        await AssertRefusedAsync([("Certificate", _server.PemPath), ("Key", "/nowhere/key.pem")], "Qmp:disk:Tls:Key: '/nowhere/key.pem' can't be used: ");
        await AssertRefusedAsync([("Certificate", _server.PemPath), ("Key", _client.KeyPath)], $"Qmp:disk:Tls:Key: '{_client.KeyPath}' can't be used: it is the key of no certificate in '{_server.PemPath}'");
        string der = Path.Combine(_server.Folder, "server.der");
        await File.WriteAllBytesAsync(der, _server.Certificate.RawData);
        await AssertRefusedAsync([("Certificate", der), ("Key", _server.KeyPath)], $"Qmp:disk:Tls:Certificate: '{der}' can't be used: it is read as PEM or PFX, and this is DER; convert it by 'openssl x509 -inform der ");
        await AssertRefusedAsync([("Certificate", _server.KeyPath), ("Key", _server.KeyPath)], $"Qmp:disk:Tls:Certificate: '{_server.KeyPath}' can't be used: there is no certificate in it");
        await AssertRefusedAsync(
            [("Certificate", _server.PemPath), ("Key", _server.PemPath)],
            $"Qmp:disk:Tls:Key: '{_server.PemPath}' can't be used: there is no private key in it");
        await AssertRefusedAsync([("Certificate", _server.PfxPath), ("Password", "wrong")], $"Qmp:disk:Tls:Certificate: '{_server.PfxPath}' can't be used: ");
        await AssertRefusedAsync(
            [("Certificate", _server.PfxPath), ("Password", TestCertificate.Password), ("Key", "/nowhere/key.pem")],
            $"Qmp:disk:Tls:Key: '/nowhere/key.pem' would be passed over: '{_server.PfxPath}' is a PFX file, which has its key");
        await AssertRefusedAsync(
            [("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", _server.KeyPath)],
            $"Qmp:disk:Tls:ClientCa: '{_server.KeyPath}' can't be used: there is no certificate in it");
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.2", "clientAuth")]
    [InlineData("1.3.6.1.5.5.7.3.2 1.3.6.1.4.1.99999.7", "clientAuth, 1.3.6.1.4.1.99999.7")]
    [InlineData("1.3.6.1.5.5.7.3.2 1.3.6.1.5.5.7.3.1", null)]
    [InlineData("2.5.29.37.0", null)]
    public async Task A_certificate_that_is_for_something_else_is_refused_before_clients_do(string uses, string? said)
    {
        using var certificate = new TestCertificate("operator", uses.Split(' '));
        (string, string)[] tls = [("Certificate", certificate.PemPath), ("Key", certificate.KeyPath)];
        if (said is not null)
        {
            await AssertRefusedAsync(tls, $"Qmp:disk:Tls:Certificate: '{certificate.PemPath}' is for {said} only, so that clients would refuse it: a server's has the extended key usage serverAuth");
            return;
        }

        using IHost host = ListenerTlsTests.Build(tls);
        await host.StartAsync();
        await host.StopAsync();
    }

    // What TLS of the system takes of 1,024 bits is its affair.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_is_too_short_for_TLS_is_refused_before_each_client_is(bool isPfx)
    {
        using var key = RSA.Create(512);
        using X509Certificate2 made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string path = Path.Combine(_server.Folder, "short.pem");
        string keyPath = Path.Combine(_server.Folder, "short.key");
        await File.WriteAllBytesAsync(path, isPfx ? made.Export(X509ContentType.Pkcs12, TestCertificate.Password) : Encoding.ASCII.GetBytes(made.ExportCertificatePem()));
        await File.WriteAllTextAsync(keyPath, key.ExportPkcs8PrivateKeyPem());

        await AssertRefusedAsync(
            [("Certificate", path), isPfx ? ("Password", TestCertificate.Password) : ("Key", keyPath)],
            $"Qmp:disk:Tls:Certificate: '{path}' can't be used: its key, RSA of 512 bits, is too short for TLS: make one of 2048 bits or more");
    }

    [Fact]
    public async Task A_password_that_is_for_nothing_or_missing_is_named_with_the_file_of_the_key()
    {
        using var authorities = new TestAuthorities();
        await AssertRefusedAsync(
            [("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("Password", "secret")],
            $"Qmp:disk:Tls:Password: the private key in '{_server.KeyPath}' isn't encrypted, so there is nothing for the password: leave it out");
        await AssertRefusedAsync(
            [("Certificate", _server.PemPath), ("Key", authorities.EncryptedKeyPath)],
            $"Qmp:disk:Tls:Password: the private key in '{authorities.EncryptedKeyPath}' is encrypted, and no password is set");
        await AssertRefusedAsync(
            [("Certificate", authorities.CertificatesPath), ("Key", authorities.EncryptedKeyPath), ("Password", "wrong")],
            $"Qmp:disk:Tls:Key: '{authorities.EncryptedKeyPath}' can't be used: ");
        await AssertRefusedAsync([("Certificate", authorities.PfxWithoutKeyPath), ("Password", TestCertificate.Password)], $"Qmp:disk:Tls:Certificate: '{authorities.PfxWithoutKeyPath}' can't be used: there is no private key in it");
        using IHost host = ListenerTlsTests.Build([("Certificate", authorities.CertificatesPath), ("Key", authorities.EncryptedKeyPath), ("Password", TestCertificate.Password)]);
        await host.StartAsync();
        await host.StopAsync();
    }

    private static async Task AssertRefusedAsync((string Setting, string Value)[] tls, string message)
    {
        using IHost host = ListenerTlsTests.Build(tls);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.StartsWith(message, refusal.Message);
    }
}
