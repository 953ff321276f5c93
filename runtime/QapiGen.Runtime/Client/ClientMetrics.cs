using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>What the client measures; see <see cref="QmpDiagnostics"/> for the names.</summary>
/// <remarks>Nothing here fails: listeners run inside these calls, and one that throws must not take a call or a connection with it.</remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a listener throws, the client goes on.")]
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
        try
        {
            if (Requests.Enabled)
            {
                Requests.Add(1, new KeyValuePair<string, object?>("qmp.command", request.Command), new KeyValuePair<string, object?>("qmp.outcome", Outcome(error)));
            }

            if (Duration.Enabled && request.Started != 0)
            {
                Duration.Record(Stopwatch.GetElapsedTime(request.Started).TotalSeconds, new KeyValuePair<string, object?>("qmp.command", request.Command));
            }
        }
        catch (Exception)
        {
            // See the remarks of the class.
        }
    }

    public static void Received(int bytes) => Add(ReceivedBytes, bytes);

    public static void Sent(int bytes) => Add(SentBytes, bytes);

    public static void EventReceived() => Add(Events, 1);

    public static void EventDropped() => Add(DroppedEvents, 1);

    public static void ConnectionOpened() => ChangeConnections(1);

    public static void ConnectionClosed() => ChangeConnections(-1);

    private static void ChangeConnections(int change)
    {
        try
        {
            Connections.Add(change);
        }
        catch (Exception)
        {
            // See the remarks of the class.
        }
    }

    private static void Add(Counter<long> counter, long value)
    {
        try
        {
            counter.Add(value);
        }
        catch (Exception)
        {
            // See the remarks of the class.
        }
    }

    private static string Outcome(Exception? error) => error switch
    {
        null => "ok",
        QmpErrorException e => e.ErrorClassName,
        QmpTimeoutException => "timeout",
        OperationCanceledException => "cancelled",
        QmpConnectionException => "disconnected",
        _ => "protocol",
    };
}
