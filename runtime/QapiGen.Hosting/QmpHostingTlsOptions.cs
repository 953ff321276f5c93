namespace QapiGen.Hosting;

/// <summary>TLS of a hosted service's own listeners, as it stands in configuration under <c>Qmp:NAME:Tls</c>.</summary>
/// <example>
/// <code>
/// { "Qmp": { "disk": { "Listen": [ "tls:*:4444" ], "Tls": { "Certificate": "/etc/disk/server.pem", "Key": "/etc/disk/server.key", "ClientCa": "/etc/disk/clients.pem" } } } }
/// </code>
/// </example>
public sealed class QmpHostingTlsOptions
{
    /// <summary>File of the server's certificate: PEM, with the authorities between it and the root after it, or PKCS #12 (PFX). Empty for no TLS.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>File of the certificate's private key, as PEM; empty where the certificate's file has it, too.</summary>
    public string Key { get; set; } = "";

    /// <summary>Password of the PFX file or of an encrypted key; empty for none.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// File of the authorities, as PEM, one of which must have signed a client's certificate; clients without one are refused. Not set: clients
    /// aren't asked for a certificate, and anyone who reaches the port controls the service; empty in configuration is a fault.
    /// </summary>
    public string ClientCa { get; set; } = "";
}
