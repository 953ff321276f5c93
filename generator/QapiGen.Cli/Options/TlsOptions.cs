using System;
using System.CommandLine;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer.Files;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Options;

/// <summary>The options that say whom to believe over TLS, and who we are.</summary>
internal sealed class TlsOptions
{
    private readonly Option<string> _authorities = new("--tls-ca")
    {
        Description = "Believe servers whose certificate one of these authorities has signed (PEM); default: those that this machine trusts",
        HelpName = "FILE",
    };

    private readonly Option<string> _certificate = new("--tls-cert")
    {
        Description = "Our certificate, for servers that ask for one (PEM)",
        HelpName = "FILE",
    };

    private readonly Option<string> _key = new("--tls-key")
    {
        Description = "The private key of --tls-cert (PEM); default: in the same file",
        HelpName = "FILE",
    };

    private readonly Option<string> _host = new("--tls-host")
    {
        Description = "The name that the server's certificate has to have; default: HOST",
        HelpName = "NAME",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_authorities);
        command.Options.Add(_certificate);
        command.Options.Add(_key);
        command.Options.Add(_host);
    }

    /// <summary>What the options say; null where none is given.</summary>
    /// <exception cref="CallException">The address isn't TLS, or a file can't be used.</exception>
    public QmpTlsOptions? Read(ParseResult parsed, QmpAddress address)
    {
        string? authorities = parsed.GetValue(_authorities);
        string? certificate = parsed.GetValue(_certificate);
        string? key = parsed.GetValue(_key);
        string? host = parsed.GetValue(_host);
        if (authorities is null && certificate is null && key is null && host is null)
        {
            return null;
        }

        if (!address.UsesTls)
        {
            throw new CallException($"{address} doesn't speak TLS", "Write tls:HOST:PORT, or leave the --tls options out.");
        }

        if (key is not null && certificate is null)
        {
            throw new CallException("--tls-key is of no use without --tls-cert");
        }

        return new QmpTlsOptions
        {
            Client = new SslClientAuthenticationOptions
            {
                TargetHost = host ?? address.Path,
                CertificateChainPolicy = authorities is null ? null : Trust(authorities),
                ClientCertificateContext = certificate is null ? null : LoadOwn(certificate, key),
            },
        };
    }

    private static X509ChainPolicy Trust(string path)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Load("--tls-ca", path, pem => policy.CustomTrustStore.ImportFromPem(pem));
        return policy.CustomTrustStore.Count != 0 ? policy : throw new CallException($"--tls-ca: there is no certificate in '{path}'");
    }

    private static SslStreamCertificateContext LoadOwn(string path, string? keyPath)
    {
        X509Certificate2Collection chain = [];
        X509Certificate2? own = null;
        string certificate = Load("--tls-cert", path, pem => chain.ImportFromPem(pem));
        void Pair(string key)
        {
            using X509Certificate2 read = X509Certificate2.CreateFromPem(certificate, key);

            // Windows doesn't use a key that exists in memory alone.
            own = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }

        if (keyPath is null)
        {
            Use("--tls-cert", path, () => Pair(certificate));
        }
        else
        {
            Load("--tls-key", keyPath, Pair);
        }

        return SslStreamCertificateContext.Create(own!, chain, offline: true);
    }

    // Once: it may be a pipe.
    private static string Load(string option, string path, Action<string> load)
    {
        string text = "";
        Use(option, path, () =>
        {
            text = Encoding.UTF8.GetString(FileBytes.Read(path, PathOrigin.CommandLine));
            load(text);
        });
        return text;
    }

    private static void Use(string option, string path, Action use)
    {
        try
        {
            use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CallException($"{option}: '{path}' can't be used: {e.Message.TrimEnd('.')}");
        }
    }
}
