using System;
using System.Net.Security;

namespace QapiGen.Runtime.Transport;

/// <summary>How TLS is spoken over TCP. Certificates and their checks are the BCL's.</summary>
public sealed class QmpTlsOptions
{
    /// <summary>For the end that opens the TCP connection. Never changed: each connection has a copy, whose host is the address's where none is given.</summary>
    public SslClientAuthenticationOptions? Client { get; init; }

    /// <summary>For the end that listens.</summary>
    public SslServerAuthenticationOptions? Server { get; init; }
}

/// <summary>The TLS settings of one connection: the caller's may serve many, to other hosts, at the same time.</summary>
internal static class TlsClientOptions
{
    /// <summary>Copies the caller's settings, and fills in the host's name if there is none.</summary>
    public static SslClientAuthenticationOptions For(SslClientAuthenticationOptions given, string host)
    {
        var copy = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = given.AllowRenegotiation,
            AllowTlsResume = given.AllowTlsResume,
            ApplicationProtocols = given.ApplicationProtocols is { } protocols ? [.. protocols] : null,
            CertificateChainPolicy = given.CertificateChainPolicy?.Clone(),
            CertificateRevocationCheckMode = given.CertificateRevocationCheckMode,
            CipherSuitesPolicy = given.CipherSuitesPolicy,
            ClientCertificateContext = given.ClientCertificateContext,
            ClientCertificates = given.ClientCertificates,
            EnabledSslProtocols = given.EnabledSslProtocols,
            EncryptionPolicy = given.EncryptionPolicy,
            LocalCertificateSelectionCallback = given.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = given.RemoteCertificateValidationCallback,
            TargetHost = string.IsNullOrEmpty(given.TargetHost) ? host : given.TargetHost,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            copy.AllowRsaPkcs1Padding = given.AllowRsaPkcs1Padding;
            copy.AllowRsaPssPadding = given.AllowRsaPssPadding;
        }

        return copy;
    }
}
