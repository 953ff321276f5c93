using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QapiGen.TestSupport;

namespace QapiGen.Hosting.Tests;

/// <summary>A certificate for this machine, signed by an authority that a root has signed, in files of every kind.</summary>
internal sealed class TestAuthorities : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-tls-").FullName;

    public TestAuthorities()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string id = Guid.NewGuid().ToString("N");
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(-1);
        DateTimeOffset to = DateTimeOffset.UtcNow.AddDays(1);
        using X509Certificate2 root = Request($"CN=root {id}", rootKey, isAuthority: true).CreateSelfSigned(from, to);
        using X509Certificate2 middle = Request($"CN=between {id}", middleKey, isAuthority: true).Create(root, from, to, [1]);
        using X509Certificate2 middleWithKey = middle.CopyWithPrivateKey(middleKey);
        using X509Certificate2 server = Request("CN=localhost", serverKey, isAuthority: false).Create(middleWithKey, from, to, [2]);
        using X509Certificate2 serverWithKey = server.CopyWithPrivateKey(serverKey);
        Root = X509CertificateLoader.LoadCertificate(root.RawData);

        string certificates = server.ExportCertificatePem() + "\n" + middle.ExportCertificatePem() + "\n";
        File.WriteAllText(CertificatesPath, certificates);
        File.WriteAllText(AuthoritiesFirstPath, middle.ExportCertificatePem() + "\n" + server.ExportCertificatePem() + "\n");
        File.WriteAllText(PemPath, certificates + serverKey.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(EncryptedKeyPath, serverKey.ExportEncryptedPkcs8PrivateKeyPem(TestCertificate.Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        Write(PfxPath, [middle, serverWithKey]);
        Write(PfxWithKeysPath, [middleWithKey, serverWithKey]);
        Write(PfxWithoutKeyPath, [server, middle]);
    }

    /// <summary>All that a client trusts.</summary>
    public X509Certificate2 Root { get; }

    public string CertificatesPath => Path.Combine(_folder, "certificates.pem");

    public string AuthoritiesFirstPath => Path.Combine(_folder, "authorities-first.pem");

    public string PemPath => Path.Combine(_folder, "all.pem");

    public string EncryptedKeyPath => Path.Combine(_folder, "encrypted.key");

    public string PfxPath => Path.Combine(_folder, "server.pfx");

    public string PfxWithKeysPath => Path.Combine(_folder, "with-keys.pfx");

    public string PfxWithoutKeyPath => Path.Combine(_folder, "without-key.pfx");

    public void Dispose()
    {
        Root.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Write(string path, X509Certificate2Collection content) => File.WriteAllBytes(path, content.Export(X509ContentType.Pkcs12, TestCertificate.Password)!);

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
        }

        return request;
    }
}
