using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;

namespace QapiGen.Runtime.Transport;

/// <summary>
/// Who is at the other end of a connection, as the application says that makes it: where a stream can't tell, and where a connection in memory carries what
/// somebody else wants.
/// </summary>
/// <remarks>A server believes it: rules, interceptors and <see cref="Server.QmpServiceOptions.QuitFrom"/> go by it.</remarks>
public sealed class QmpPeer
{
    /// <summary>Somebody on this machine of whom no more is known.</summary>
    public static QmpPeer Local { get; } = new() { IsLocal = true };

    /// <summary>Whether it is on this machine and didn't come over the network, loopback included; false unless it is said.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Where it is; null if that isn't known.</summary>
    public EndPoint? EndPoint { get; init; }

    /// <summary>The user that it has signed in as; null for none.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>The certificate that it has shown and that was accepted; null for none. It stays the caller's.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What is known of it by the type of what is asked for; null for nothing.</summary>
    internal T? Get<T>()
        where T : class =>
        typeof(T) == typeof(EndPoint) ? EndPoint as T
        : typeof(T) == typeof(ClaimsPrincipal) ? User as T
        : typeof(T) == typeof(X509Certificate2) ? Certificate as T
        : null;
}
