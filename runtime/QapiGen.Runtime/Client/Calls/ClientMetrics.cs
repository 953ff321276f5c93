using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>What the client measures; see <see cref="QmpDiagnostics"/> for the names.</summary>
internal static class ClientMetrics
{
    private static readonly Counter<long> Requests =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.client.requests", "{request}", "Requests that have ended, by command and outcome.");

    private static readonly Histogram<double> Duration =
        QmpDiagnostics.Meter.CreateHistogram<double>("qmp.client.request.duration", "s", "Time from a call to its end.");

    private static readonly Counter<long> ReceivedBytes =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.client.bytes.received", "By", "Bytes of messages received.");

    private static readonly Counter<long> SentBytes =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.client.bytes.sent", "By", "Bytes sent.");

    private static readonly Counter<long> Events =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.client.events", "{event}", "Events received.");

    private static readonly Counter<long> DroppedEvents =
        QmpDiagnostics.Meter.CreateCounter<long>("qmp.client.events.dropped", "{event}", "Events that a subscription had no room for.");

    private static readonly UpDownCounter<long> Connections =
        QmpDiagnostics.Meter.CreateUpDownCounter<long>("qmp.client.connections", "{connection}", "Connections that are open.");

    /// <summary>Whether requests have to note when they begin.</summary>
    public static bool MeasuresDuration => Duration.Enabled;

    public static void RequestEnded(PendingRequest request, Exception? error)
    {
        if (Requests.Enabled)
        {
            Requests.AddSafely(1, new KeyValuePair<string, object?>("qmp.command", request.Command), new KeyValuePair<string, object?>("qmp.outcome", Outcome(error)));
        }

        if (Duration.Enabled && request.Started != 0)
        {
            Duration.RecordSafely(Stopwatch.GetElapsedTime(request.Started).TotalSeconds, new KeyValuePair<string, object?>("qmp.command", request.Command));
        }
    }

    public static void Received(int bytes) => ReceivedBytes.AddSafely(bytes);

    public static void Sent(int bytes) => SentBytes.AddSafely(bytes);

    public static void EventReceived() => Events.AddSafely(1);

    public static void EventDropped() => DroppedEvents.AddSafely(1);

    public static void ConnectionOpened() => Connections.AddSafely(1);

    public static void ConnectionClosed() => Connections.AddSafely(-1);

    // Collectors keep each value that a tag ever had: one for each text that a server makes up is too many.
    private static string ErrorClass(QmpErrorException error) => error.ErrorClass.ToString() is var known && known == error.ErrorClassName ? known : "_OTHER";

    private static string Outcome(Exception? error) => error switch
    {
        null => "ok",
        QmpErrorException e => ErrorClass(e),
        QmpTimeoutException => "timeout",
        OperationCanceledException => "cancelled",
        QmpConnectionException => "disconnected",
        _ => "protocol",
    };
}
