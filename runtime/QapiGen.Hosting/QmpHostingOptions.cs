using System;
using System.Collections.Generic;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;

namespace QapiGen.Hosting;

/// <summary>Settings of a hosted QMP service, as they stand in configuration under <c>Qmp:NAME</c>.</summary>
/// <example>
/// <code>
/// { "Qmp": { "disk": { "Listen": [ "unix:/run/disk.sock" ], "Pretty": true, "Compatibility": "deprecated-input=reject" } } }
/// </code>
/// </example>
public sealed class QmpHostingOptions
{
    /// <summary>
    /// Addresses to listen on beside Kestrel's endpoints: <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, <c>tls:HOST:PORT</c>, <c>pipe:NAME</c>.
    /// </summary>
    public IList<string> Listen { get; } = [];

    /// <summary>Certificates for addresses that begin with <c>tls:</c>.</summary>
    public QmpHostingTlsOptions Tls { get; } = new();

    /// <summary>Whether TCP without TLS may listen on addresses that aren't loopback. Anyone who reaches such a port controls the service.</summary>
    public bool AllowRemoteWithoutTls { get; set; }

    /// <summary>Version for greeting and <c>query-version</c>: <c>7.2.22</c>.</summary>
    public string Version { get; set; } = "0.1.0";

    /// <summary>Package for greeting and <c>query-version</c>.</summary>
    public string Package { get; set; } = "";

    /// <summary>See <see cref="QmpServiceOptions.OffersOutOfBand"/>.</summary>
    public bool OutOfBand { get; set; } = true;

    /// <summary>See <see cref="QmpServiceOptions.AllowsConcurrentCommands"/>.</summary>
    public bool ConcurrentCommands { get; set; }

    /// <summary>See <see cref="QmpServiceOptions.IsPretty"/>.</summary>
    public bool Pretty { get; set; }

    /// <summary>See <see cref="QmpServiceOptions.StartsInPreconfig"/>.</summary>
    public bool Preconfig { get; set; }

    /// <summary>See <see cref="QmpCompatibilityPolicy.Parse"/>.</summary>
    public string Compatibility { get; set; } = "";

    /// <summary>See <see cref="QmpServiceOptions.MaxPendingOutputBytes"/>.</summary>
    public int MaxPendingOutputBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>See <see cref="QmpServiceOptions.CloseTimeout"/>.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="QmpServiceOptions.MaxConnections"/>; null for what fits this process.</summary>
    public int? MaxConnections { get; set; }

    /// <summary>See <see cref="QmpServiceOptions.CommandsThatOutliveClients"/>.</summary>
    public string? CommandsThatOutliveClients { get; set; }

    /// <summary>
    /// Whose <c>quit</c> is obeyed. Null, the default, is everybody's in a host of its own; in a web application, which has other things to do,
    /// only that of clients that don't come over the network.
    /// </summary>
    public QmpQuitSource? QuitFrom { get; set; }

    /// <summary>Whether a <c>quit</c> that is obeyed stops the whole process; otherwise it ends this service only.</summary>
    public bool QuitStopsHost { get; set; } = true;
}
