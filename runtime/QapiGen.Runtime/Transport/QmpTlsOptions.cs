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
