using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>Metrics and activities of QMP servers; their names are documented in the server's README.</summary>
/// <remarks>Nothing here fails: listeners run inside these calls, and one that throws must not take a command, a lock or a connection with it.</remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a listener throws, the server goes on.")]
internal static class ServerTelemetry
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

    private static readonly Counter<long> Refused =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.connections.refused", "{connection}", "Clients turned away since too many were connected");

    private static readonly Counter<long> Pauses =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.server.pauses", "{pause}", "Times a client wasn't read from since it hadn't read what waited for it");

    /// <summary>Whether anyone measures how long commands take, or follows them.</summary>
    public static bool IsWatched => Duration.Enabled || QmpDiagnostics.ActivitySource.HasListeners();

    public static void CountConnection(string service, int change) =>
        Connections.AddSafely(change, Tag(ServiceTag, service));

    public static void CountRequest(string service, string? command)
    {
        if (Requests.Enabled)
        {
            Requests.AddSafely(1, Tag(ServiceTag, service), Tag(CommandTag, command ?? OtherCommand));
        }
    }

    public static void CountError(string service, string errorClass)
    {
        if (Errors.Enabled)
        {
            Errors.AddSafely(1, Tag(ServiceTag, service), Tag(ErrorClassTag, errorClass));
        }
    }

    public static void RecordDuration(string service, string command, long startTimestamp)
    {
        if (Duration.Enabled)
        {
            Duration.RecordSafely(Stopwatch.GetElapsedTime(startTimestamp).TotalSeconds, Tag(ServiceTag, service), Tag(CommandTag, command));
        }
    }

    public static void CountReceived(string service, long bytes) => BytesReceived.AddSafely(bytes, Tag(ServiceTag, service));

    public static void CountSent(string service, long bytes) => BytesSent.AddSafely(bytes, Tag(ServiceTag, service));

    public static void CountEvents(string service, int connections) => Events.AddSafely(connections, Tag(ServiceTag, service));

    public static void CountRefused(string service) => Refused.AddSafely(1, Tag(ServiceTag, service));

    public static void CountPause(string service) => Pauses.AddSafely(1, Tag(ServiceTag, service));

    public static void CountDroppedEvent(string service, string reason) =>
        DroppedEvents.AddSafely(1, Tag(ServiceTag, service), Tag(ReasonTag, reason));

    /// <summary>Begins the activity of a command; null if nobody wants it.</summary>
    public static Activity? StartActivity(string service, string command, long connection)
    {
        try
        {
            Activity? activity = QmpDiagnostics.ActivitySource.StartActivity("qmp " + command, ActivityKind.Server);
            activity?.SetTag("rpc.system", "qmp");
            activity?.SetTag("rpc.method", command);
            activity?.SetTag(ServiceTag, service);
            activity?.SetTag("qmp.connection", connection);
            return activity;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Ends the activity of a command.</summary>
    public static void StopActivity(Activity? activity, string? errorClass)
    {
        try
        {
            if (errorClass is not null)
            {
                activity?.SetTag(ErrorClassTag, errorClass);
                activity?.SetStatus(ActivityStatusCode.Error);
            }

            activity?.Dispose();
        }
        catch (Exception)
        {
            // See the remarks of the class.
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
