using System;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QapiGen.Runtime.Transport;

/// <summary>What certificates are for, as their extended key usage says (RFC 5280, 4.2.1.12).</summary>
internal static class CertificatePurposes
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string AnyPurpose = "2.5.29.37.0";

    /// <summary>Why clients of TLS would refuse a server with this certificate, to be read behind its name; null if it may be a server's.</summary>
    public static string? WhyNotOfServer(X509Certificate2 certificate) =>
        WhyNotFor(certificate, ServerAuthentication) is { } uses ? $"is for {uses} only, so that clients would refuse it: a server's has the extended key usage serverAuth" : null;

    /// <summary>Why servers of TLS would refuse a client with these settings; null if they may take it, or it is chosen for each connection.</summary>
    public static string? WhyNotOfClient(SslClientAuthenticationOptions options)
    {
        X509Certificate2[] given = options.LocalCertificateSelectionCallback is not null ? []
            : options.ClientCertificateContext is { } context ? [context.TargetCertificate]
            : [.. options.ClientCertificates?.OfType<X509Certificate2>() ?? []];
        return given.Length > 0 && Array.TrueForAll(given, static certificate => WhyNotFor(certificate, ClientAuthentication) is not null)
            ? $"the certificate '{given[0].Subject}' is for {WhyNotFor(given[0], ClientAuthentication)} only, so that servers would refuse it: a client's has the extended key usage clientAuth"
            : null;
    }

    // What it is for instead; null if it is for this, or for anything.
    private static string? WhyNotFor(X509Certificate2 certificate, string purpose)
    {
        Oid[] uses = [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(static extension => extension.EnhancedKeyUsages.Cast<Oid>())];
        return uses.Length == 0 || Array.Exists(uses, use => use.Value == purpose || use.Value == AnyPurpose) ? null : string.Join(", ", uses.Select(NameOf));
    }

    private static string? NameOf(Oid use) => use.Value switch
    {
        ClientAuthentication => "clientAuth",
        ServerAuthentication => "serverAuth",
        _ => use.FriendlyName is { Length: > 0 } name ? name : use.Value,
    };
}
