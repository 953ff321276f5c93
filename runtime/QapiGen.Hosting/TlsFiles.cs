using System;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>Reads what TLS needs from the files that configuration names.</summary>
internal static class TlsFiles
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
            throw new InvalidOperationException($"{key}:Certificate: '{settings.Certificate}' has no private key; name its file in {key}:Key");
        }

        // No client of TLS takes one that is for something else.
        if (CertificatePurposes.WhyNotOfServer(certificate) is { } fault)
        {
            throw new InvalidOperationException($"{key}:Certificate: '{settings.Certificate}' {fault}");
        }

        var options = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true) };
        if (TlsTrial.WhyRefused(options.ServerCertificateContext) is { } refusal)
        {
            throw new InvalidOperationException($"{key}:Certificate: '{settings.Certificate}' can't be used: {refusal}");
        }

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
        X509ContentType kind = KindOf(settings.Certificate);
        if (kind == X509ContentType.Pkcs12)
        {
            return settings.Key.Length == 0
                ? LoadPfx(settings, chain)
                : throw new InvalidOperationException($"{key}:Key: '{settings.Key}' would be passed over: '{settings.Certificate}' is a PFX file, which has its key");
        }

        string pem = File.ReadAllText(settings.Certificate);
        chain.ImportFromPem(pem);
        if (chain.Count == 0)
        {
            throw new CryptographicException(kind == X509ContentType.Cert
                ? $"it is read as PEM or PFX, and this is DER; convert it by 'openssl x509 -inform der -in {settings.Certificate} -out NAME.pem'"
                : "there is no certificate in it");
        }

        string keyPem = settings.Key.Length == 0 ? pem : Read($"{key}:Key", settings.Key, () => ReadKey(settings.Key));
        if (!HasKey(keyPem))
        {
            return chain[0];
        }

        string keyFile = settings.Key.Length == 0 ? settings.Certificate : settings.Key;
        CheckPassword(settings, keyPem, keyFile, key);
        using X509Certificate2 read = Read($"{key}:{(settings.Key.Length == 0 ? "Certificate" : "Key")}", keyFile, () => settings.Password.Length == 0
            ? FindOwner(chain, settings.Certificate, certificate => X509Certificate2.CreateFromPem(certificate, keyPem))
            : FindOwner(chain, settings.Certificate, certificate => X509Certificate2.CreateFromEncryptedPem(certificate, keyPem, settings.Password)));

        // Windows doesn't serve with a key that exists in memory alone.
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    // The server's certificate is the one whose key it is; wherever it stands among the authorities.
    private static X509Certificate2 FindOwner(X509Certificate2Collection chain, string path, Func<string, X509Certificate2> pair)
    {
        Exception? other = null;
        foreach (X509Certificate2 certificate in chain)
        {
            try
            {
                return pair(certificate.ExportCertificatePem());
            }
            catch (ArgumentException)
            {
                // Another certificate's.
            }
            catch (CryptographicException e)
            {
                // Another kind of key, or none that can be read.
                other ??= e;
            }
        }

        throw other ?? new CryptographicException($"it is the key of no certificate in '{path}'");
    }

    // The server's certificate is the one with a key; the others are the authorities between it and the root, which clients have to be sent.
    private static X509Certificate2 LoadPfx(QmpHostingTlsOptions settings, X509Certificate2Collection chain)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(settings.Certificate, settings.Password);
        X509Certificate2[] own = [.. all.Where(static certificate => certificate.HasPrivateKey)];
        if (own.Length > 1)
        {
            // With the keys of authorities in it: the server's has issued none of the others.
            own = [.. own.Where(certificate => !own.Any(other => other != certificate && other.IssuerName.RawData.AsSpan().SequenceEqual(certificate.SubjectName.RawData)))];
        }

        if (own.Length > 1)
        {
            throw new CryptographicException($"it has {own.Length} certificates with keys, and which of them is the server's isn't said: {string.Join("; ", own.Select(static certificate => certificate.Subject))}");
        }

        X509Certificate2 server = own.FirstOrDefault() ?? throw new CryptographicException($"there is no {(all.Count == 0 ? "certificate" : "private key")} in it");
        chain.AddRange((X509Certificate2[])[.. all.Where(certificate => certificate != server)]);
        return server;
    }

    private static void CheckPassword(QmpHostingTlsOptions settings, string keyPem, string keyFile, string key)
    {
        bool isEncrypted = keyPem.Contains("BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        string? fault = keyPem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal) ? "is encrypted in a way that isn't read; convert it by 'openssl pkcs8 -topk8'"
            : isEncrypted && settings.Password.Length == 0 ? "is encrypted, and no password is set"
            : !isEncrypted && settings.Password.Length != 0 ? "isn't encrypted, so there is nothing for the password: leave it out"
            : null;
        if (fault is not null)
        {
            throw new InvalidOperationException($"{key}:Password: the private key in '{keyFile}' {fault}");
        }
    }

    // The system fails at what it doesn't know, PEM without a certificate included.
    private static X509ContentType KindOf(string path)
    {
        try
        {
            return X509Certificate2.GetCertContentType(path);
        }
        catch (CryptographicException)
        {
            return X509ContentType.Unknown;
        }
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

    private static bool IsRead(string path) =>
        !OperatingSystem.IsLinux() || FileIdentity.Of(Target(Path.GetFullPath(path))) is not { IsFile: false };

    // Of a whole path: .NET takes what the link of a bare name leads to for a name in the root.
    private static string Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static T Read<T>(string key, string path, Func<T> read)
    {
        try
        {
            // What the system says where it isn't there names neither that nor the path. A FIFO would hold up the start for ever.
            return File.Exists(path) ? IsRead(path) ? read() : throw new IOException("it is a pipe or a device, and files are read")
                : throw new IOException(Directory.Exists(path) ? "it is a folder" : $"there is no such file{(Path.IsPathRooted(path) ? "" : $", {Path.GetFullPath(path)}")}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException($"{key}: '{path}' can't be used: {e.Message}", e);
        }
    }
}
