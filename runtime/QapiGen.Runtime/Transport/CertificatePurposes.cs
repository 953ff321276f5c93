using System;
using System.Linq;
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
    public static string? WhyNotOfServer(X509Certificate2 certificate)
    {
        Oid[] uses = [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(static extension => extension.EnhancedKeyUsages.Cast<Oid>())];
        return uses.Length == 0 || Array.Exists(uses, static use => use.Value is ServerAuthentication or AnyPurpose) ? null
            : $"is for {string.Join(", ", uses.Select(NameOf))} only, so that clients would refuse it: a server's has the extended key usage serverAuth";
    }

    private static string? NameOf(Oid use) => use.Value == ClientAuthentication ? "clientAuth" : use.FriendlyName is { Length: > 0 } name ? name : use.Value;
}
