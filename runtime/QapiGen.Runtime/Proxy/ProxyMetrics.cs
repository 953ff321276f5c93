using System.Collections.Generic;
using System.Diagnostics.Metrics;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Runtime.Proxy;

/// <summary>What proxies measure; see <see cref="QmpDiagnostics"/> for the name of the meter.</summary>
internal static class ProxyMetrics
{
    private static readonly UpDownCounter<long> Clients =
        QmpDiagnostics.Meter.CreateUpDownCounter<long>("qmp.proxy.clients", "{client}", "Clients that are connected.");

    private static readonly Counter<long> Commands =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.proxy.commands", "{command}", "Commands, forwarded and refused by policy.");

    private static readonly Counter<long> DroppedEvents =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.proxy.events.dropped", "{event}", "Events that a client has lost since it didn't read.");

    public static void CountClient(int change) => Clients.AddSafely(change);

    public static void CountForwarded() => Commands.AddSafely(1, new KeyValuePair<string, object?>("qmp.outcome", "forwarded"));

    public static void CountRefused() => Commands.AddSafely(1, new KeyValuePair<string, object?>("qmp.outcome", "refused"));

    public static void CountDroppedEvent() => DroppedEvents.AddSafely(1);
}
