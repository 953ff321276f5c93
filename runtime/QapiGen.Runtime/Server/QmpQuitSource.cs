namespace QapiGen.Runtime.Server;

/// <summary>Whose <c>quit</c> a service obeys; others get the error of a disabled command.</summary>
public enum QmpQuitSource
{
    /// <summary>Every client's, as in QEMU.</summary>
    Anyone,

    /// <summary>
    /// Only of clients that are known to be on this machine: Unix sockets, pipes, memory, and streams of which the application says so
    /// (<see cref="Transport.QmpPeer.Local"/>). TCP on loopback is network.
    /// </summary>
    Local,

    /// <summary>Nobody's.</summary>
    Nobody,
}
