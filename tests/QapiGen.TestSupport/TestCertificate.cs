using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QapiGen.TestSupport;

/// <summary>A certificate for this machine, in memory and in files.</summary>
public sealed class TestCertificate : IDisposable
{
    public TestCertificate(string subject = "localhost", params string[] uses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        if (uses.Length > 0)
        {
            var purposes = new OidCollection();
            Array.ForEach(uses, use => purposes.Add(new Oid(use)));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        }

        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        byte[] pfx = made.Export(X509ContentType.Pkcs12, Password);
        Certificate = X509CertificateLoader.LoadPkcs12(pfx, Password);
        Folder = Directory.CreateTempSubdirectory("qapigen-tls-").FullName;
        File.WriteAllText(PemPath, made.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(PfxPath, pfx);
    }

    public const string Password = "sesame";

    public X509Certificate2 Certificate { get; }

    public string Folder { get; }

    public string PemPath => Path.Combine(Folder, "certificate.pem");

    public string KeyPath => Path.Combine(Folder, "key.pem");

    public string PfxPath => Path.Combine(Folder, "certificate.pfx");

    public void Dispose()
    {
        Certificate.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
