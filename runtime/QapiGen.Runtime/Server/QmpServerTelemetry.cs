using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Runtime.Server;

/// <summary>Metrics and activities of QMP servers; their names are documented in this folder's README.</summary>
internal static class QmpServerTelemetry
{
    private const string ServiceTag = "qmp.service";
    private const string CommandTag = "qmp.command";
    private const string ErrorClassTag = "qmp.error.class";
    private const string ReasonTag = "qmp.reason";

    // Unknown names are the client's, and there is no end of them.
    private const string OtherCommand = "_OTHER";

    private static readonly UpDownCounter<long> Connections =
        QmpDiagnostics.Meter.CreateUpDownCounter<long>("qmp.server.connections", "{connection}", "Open connections");

    private static readonly Counter<long> Requests =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.requests", "{request}", "Messages answered, good and bad");

    private static readonly Counter<long> Errors =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.errors", "{error}", "Error replies by class");

    private static readonly Histogram<double> Duration =
        QmpDiagnostics.Meter.CreateHistogram<double>("qmp.server.request.duration", "s", "Time from a command's start to its reply");

    private static readonly Counter<long> BytesReceived =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.bytes.received", "By", "Bytes received");

    private static readonly Counter<long> BytesSent =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.bytes.sent", "By", "Bytes handed to transports");

    private static readonly Counter<long> Events =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.events", "{event}", "Events sent, once for each connection");

    private static readonly Counter<long> DroppedEvents =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.events.dropped", "{event}", "Events replaced by later ones of their kind, hidden, or lost with a connection");

    public static ActivitySource Activities => QmpDiagnostics.ActivitySource;

    /// <summary>Whether anyone measures how long commands take.</summary>
    public static bool MeasuresDuration => Duration.Enabled;

    public static void CountConnection(string service, int change) => Connections.Add(change, Tag(ServiceTag, service));

    public static void CountRequest(string service, QmpCommandEntry? command)
    {
        if (Requests.Enabled)
        {
            Requests.Add(1, Tag(ServiceTag, service), Tag(CommandTag, command?.Descriptor.Name ?? OtherCommand));
        }
    }

    public static void CountError(string service, string errorClass)
    {
        if (Errors.Enabled)
        {
            Errors.Add(1, Tag(ServiceTag, service), Tag(ErrorClassTag, errorClass));
        }
    }

    public static void RecordDuration(string service, string command, long startTimestamp) =>
        Duration.Record(Stopwatch.GetElapsedTime(startTimestamp).TotalSeconds, Tag(ServiceTag, service), Tag(CommandTag, command));

    public static void CountReceived(string service, long bytes) => BytesReceived.Add(bytes, Tag(ServiceTag, service));

    public static void CountSent(string service, long bytes) => BytesSent.Add(bytes, Tag(ServiceTag, service));

    public static void CountEvents(string service, int connections) => Events.Add(connections, Tag(ServiceTag, service));

    public static void CountDroppedEvent(string service, string reason) =>
        DroppedEvents.Add(1, Tag(ServiceTag, service), Tag(ReasonTag, reason));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
