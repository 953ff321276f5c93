namespace QapiGen.Runtime.Server;

/// <summary>Whose <c>quit</c> a service obeys; others get the error of a disabled command.</summary>
public enum QmpQuitSource
{
    /// <summary>Every client's, as in QEMU.</summary>
    Anyone,

    /// <summary>Only of clients that don't come over the network: Unix sockets, pipes, streams, memory. TCP on loopback is network.</summary>
    Local,

    /// <summary>Nobody's.</summary>
    Nobody,
}
