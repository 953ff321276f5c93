namespace QapiGen.Runtime.Transport;

/// <summary>How a <see cref="QmpListener"/> listens.</summary>
public sealed class QmpListenOptions
{
    /// <summary>TLS for TCP; null for none.</summary>
    public QmpTlsOptions? Tls { get; init; }

    /// <summary>Whether TCP without TLS may listen on addresses that aren't loopback. Anyone who reaches such a port controls the server.</summary>
    public bool AllowRemoteWithoutTls { get; init; }

    /// <summary>Connections that may wait to be accepted.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>Whether descriptors that peers pass over a Unix socket are kept; else the system closes them.</summary>
    internal bool ReceivesDescriptors { get; init; }

    internal QmpListenOptions WithDescriptors() =>
        new() { Tls = Tls, AllowRemoteWithoutTls = AllowRemoteWithoutTls, Backlog = Backlog, ReceivesDescriptors = true };
}
