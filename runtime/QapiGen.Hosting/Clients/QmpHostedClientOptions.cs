using System;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.Clients;

/// <summary>Settings of a client, as they stand in configuration under <c>QmpClient:NAME</c>.</summary>
/// <example>
/// <code>
/// { "QmpClient": { "vm0": { "Address": "unix:/run/vm0.sock", "CallTimeout": "00:00:30", "MaxDelay": "00:00:05" } } }
/// </code>
/// </example>
public sealed class QmpHostedClientOptions
{
    private QmpCompiledSchema? _schema;
    private QmpTlsOptions? _tls;

    /// <summary>Where the server listens: <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, <c>pipe:NAME</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>Whether the server is a guest agent.</summary>
    public bool GuestAgent { get; set; }

    /// <summary>See <see cref="Runtime.Client.QmpClientOptions.EnableOutOfBand"/>.</summary>
    public bool OutOfBand { get; set; } = true;

    /// <summary>See <see cref="Runtime.Client.QmpClientOptions.HandshakeTimeout"/>.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Deadline of a call that has none of its own; null for none.</summary>
    public TimeSpan? CallTimeout { get; set; }

    /// <summary>Whether the server's schema is asked for after each connect.</summary>
    public bool QuerySchema { get; set; }

    /// <summary>Wait before the first attempt after a connection was lost.</summary>
    public TimeSpan InitialDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between attempts.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts in a row that may fail before the client gives up; null for no limit.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>Gives events their types, by the generated schema: <c>UseSchema(QemuSchema.Instance)</c>.</summary>
    public void UseSchema(QmpCompiledSchema schema) => _schema = schema;

    /// <summary>Says whom to believe over TLS, and who we are: authorities of one's own, a certificate of the client. Without it a <c>tls:</c> address has what this machine trusts.</summary>
    public void UseTls(QmpTlsOptions tls) => _tls = tls;

    /// <summary>TLS, if it isn't the address's alone.</summary>
    internal QmpTlsOptions? FindTls() => _tls;

    /// <summary>The schema, which isn't a setting: a property would be bound to configuration.</summary>
    internal QmpCompiledSchema? FindSchema() => _schema;
}
