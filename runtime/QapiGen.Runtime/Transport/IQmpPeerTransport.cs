namespace QapiGen.Runtime.Transport;

/// <summary>A transport that knows its peer.</summary>
public interface IQmpPeerTransport : IQmpTransport
{
    /// <summary>
    /// Whether the peer has closed the connection in both directions, or it broke. A peer that has only ended what it sends
    /// (QMP spec 18) is still there. Cheap; from any thread.
    /// </summary>
    bool IsPeerGone { get; }

    /// <summary>What the transport knows of its peer.</summary>
    /// <typeparam name="T">
    /// What is asked for: <see cref="QmpPeerCredentials"/>, <see cref="System.Net.EndPoint"/> (where the peer is),
    /// <see cref="System.Security.Cryptography.X509Certificates.X509Certificate2"/> (its TLS certificate),
    /// <see cref="System.Security.Claims.ClaimsPrincipal"/>, or whatever else a transport offers.
    /// </typeparam>
    /// <returns>Null if the transport doesn't know.</returns>
    T? GetPeerFeature<T>()
        where T : class;
}
