using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using QapiGen.Dashboard.Jobs;
using QapiGen.Dashboard.Servers;

namespace QapiGen.Dashboard.Web;

/// <summary>What changes, as server-sent events: at most ten times a second, and only while the viewer reads.</summary>
/// <remarks>
/// The id is the number of the latest event that the viewer has; who comes back with it gets what came after it. There is no queue: who reads slowly
/// is told less often, and how much was left out.
/// </remarks>
internal static class LiveStream
{
    private static readonly TimeSpan s_spacing = TimeSpan.FromMilliseconds(100);

    // Pages count on it (live.js).
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    // Whoever has been let in is asked for again after that: who has signed out meanwhile sees no more.
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(1);

    /// <summary>Serves it.</summary>
    public static async Task ServeAsync(HttpContext http, DashboardContext context)
    {
        IQueryCollection query = http.Request.Query;
        bool wantsJobs = query["jobs"] == "1";
        bool wantsEvents = query["events"] == "1";
        var filter = new JobFilter(query["q"].ToString(), query["status"].ToString(), query["server"].ToString(), query["after"].ToString(), Limit(query["limit"]))
        {
            Seen = [.. query["first"].OfType<string>()],
        };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, context.Lifetime.ApplicationStopping);
        using IDisposable viewer = context.Hub.Look();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var commands = new ViewerCommands(context.Hub, Viewer.Of(http));
        var state = new LiveState(context, commands, context.IsReadOnly(http), wantsJobs ? filter : null, wantsEvents ? FindPlace(http, context.Hub) : null);
        try
        {
            await http.Response.Body.WriteAsync("retry: 1000\n\n"u8.ToArray(), ending.Token).ConfigureAwait(false);
            await commands.AskAsync(ending.Token).ConfigureAwait(false);
            await RunAsync(http, context, state, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The viewer has gone, or the application stops.
        }
    }

    private static async Task RunAsync(HttpContext http, DashboardContext context, LiveState state, CancellationToken cancellationToken)
    {
        TimeProvider time = context.Hub.Time;
        long start = time.GetTimestamp();
        long told = start;
        var output = new CountingWriter(http.Response.BodyWriter);
        while (time.GetElapsedTime(start) < s_life)
        {
            Task change = context.Hub.Pulse.Next;
            long before = output.Count;
            bool hasMore = await state.WriteAsync(output, cancellationToken).ConfigureAwait(false);

            // Much may happen of which this viewer is told nothing.
            if (output.Count == before && time.GetElapsedTime(told) >= s_heartbeat)
            {
                LiveState.WriteBeat(output);
            }

            told = output.Count == before ? told : time.GetTimestamp();
            await http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(s_spacing, cancellationToken).ConfigureAwait(false);
            if (!hasMore)
            {
                TimeSpan quiet = s_heartbeat - time.GetElapsedTime(told);
                TimeSpan wait = state.IsRemembered && JobsBehind.While < quiet ? JobsBehind.While : quiet;
                await Task.WhenAny(change, Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        LiveState.WriteAgain(http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static int Limit(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? Math.Clamp(limit, 1, 500) : 100;

    // "epoch-number", from the browser that reconnects by itself, or from the page that was hidden.
    private static LivePlace FindPlace(HttpContext http, DashboardHub hub)
    {
        string id = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } sent ? sent : http.Request.Query["last"].ToString();
        int dash = id.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? id.AsSpan(0, dash).SequenceEqual(hub.Epoch) ? new LivePlace(number, null) : new LivePlace(null, "the dashboard was started anew")
            : new LivePlace(null, null);
    }
}

/// <summary>Where a viewer stands in the log.</summary>
/// <param name="After">The number of the last event that it has; 0 if the log had none, null for a new viewer.</param>
/// <param name="Note">Why events may be missing before; null if none are.</param>
internal sealed record LivePlace(long? After, string? Note);
