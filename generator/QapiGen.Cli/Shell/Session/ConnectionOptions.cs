using System;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Where and how to connect.</summary>
/// <param name="Address">Where the server listens.</param>
/// <param name="Kind">What it is; null to find out.</param>
/// <param name="Timeout">Deadline of connecting and of each command; null for none (connecting then has 30 seconds).</param>
internal sealed record ConnectionOptions(QmpAddress Address, ServerKind? Kind, TimeSpan? Timeout);
