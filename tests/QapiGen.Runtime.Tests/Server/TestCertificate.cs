using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>A certificate for <c>localhost</c> that nobody has signed.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 Make(string use = "")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        if (use.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        }

        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
