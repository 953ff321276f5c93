using System;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Where and how to connect.</summary>
/// <param name="Address">Where the server listens.</param>
/// <param name="Kind">What it is; null to find out.</param>
/// <param name="Timeout">Deadline of connecting and of each command; null for none (connecting then has 30 seconds).</param>
/// <param name="Tls">How TLS is spoken; null for none, or, where the address asks for it, for TLS as this machine trusts.</param>
internal sealed record ConnectionOptions(QmpAddress Address, ServerKind? Kind, TimeSpan? Timeout, QmpTlsOptions? Tls = null);
