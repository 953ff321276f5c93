using System;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QapiGen.Hosting;

/// <summary>Reads what TLS needs from the files that configuration names.</summary>
internal static class QmpTlsFiles
{
    /// <summary>Reads the files.</summary>
    /// <param name="settings">Names them.</param>
    /// <param name="key">Where in configuration they stand, for messages.</param>
    /// <exception cref="InvalidOperationException">A file isn't there, or isn't what it should be; the message begins with the setting's key.</exception>
    public static SslServerAuthenticationOptions Load(QmpHostingTlsOptions settings, string key)
    {
        X509Certificate2Collection chain = [];
        X509Certificate2 certificate = Read($"{key}:Certificate", settings.Certificate, () => LoadCertificate(settings, key, chain));
        if (!certificate.HasPrivateKey)
        {
            string remedy = chain.Count == 0 ? "" : $"; name its file in {key}:Key";
            throw new InvalidOperationException($"{key}:Certificate: '{settings.Certificate}' has no private key{remedy}");
        }

        var options = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true) };
        if (settings.ClientCa.Length != 0)
        {
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Read($"{key}:ClientCa", settings.ClientCa, () => LoadAuthorities(settings.ClientCa)));
        }

        return options;
    }

    private static X509Certificate2 LoadCertificate(QmpHostingTlsOptions settings, string key, X509Certificate2Collection chain)
    {
        if (X509Certificate2.GetCertContentType(settings.Certificate) == X509ContentType.Pkcs12)
        {
            if (settings.Key.Length != 0)
            {
                throw new InvalidOperationException($"{key}:Key: '{settings.Key}' would be passed over: '{settings.Certificate}' is a PFX file, which has its key");
            }

            return X509CertificateLoader.LoadPkcs12FromFile(settings.Certificate, settings.Password);
        }

        string pem = File.ReadAllText(settings.Certificate);
        chain.ImportFromPem(pem);
        string keyPem = settings.Key.Length == 0 ? pem : Read($"{key}:Key", settings.Key, () => ReadKey(settings.Key));
        if (!HasKey(keyPem))
        {
            return chain[0];
        }

        using X509Certificate2 read = Read($"{key}:{(settings.Key.Length == 0 ? "Certificate" : "Key")}", settings.Key, () => settings.Password.Length == 0
            ? X509Certificate2.CreateFromPem(pem, keyPem)
            : X509Certificate2.CreateFromEncryptedPem(pem, keyPem, settings.Password));

        // Windows doesn't serve with a key that exists in memory alone.
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    private static bool HasKey(string pem) => pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal);

    private static string ReadKey(string path) =>
        File.ReadAllText(path) is var pem && HasKey(pem) ? pem : throw new CryptographicException("there is no private key in it");

    private static X509Certificate2Collection LoadAuthorities(string path)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(path);
        return authorities.Count != 0 ? authorities : throw new CryptographicException("there is no certificate in it");
    }

    private static T Read<T>(string key, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException($"{key}: '{path}' can't be used: {e.Message}", e);
        }
    }
}
