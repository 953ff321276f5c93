using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using QapiGen.Dashboard.Events;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Web;

/// <summary>
/// The kept events of a server, or of all, as a recording, which can be played as if it were the server: greeting, negotiation, events. Each says in the member
/// <c>server</c> whose it was; players don't look at that.
/// </summary>
internal static class RecordingEndpoint
{
    /// <summary>Serves it.</summary>
    public static async Task ServeAsync(HttpContext http, DashboardContext context)
    {
        string name = http.Request.Query["server"].ToString();
        WatchedServer[] servers = [.. context.Hub.Servers.Where(server => name.Length == 0 || server.Name == name)];
        if (servers.Length == 0)
        {
            await Answers.TextAsync(http, StatusCodes.Status404NotFound, "There is no such server.").ConfigureAwait(false);
            return;
        }

        LoggedEvent[] events = Find(context.Hub.Log, name, http.Request.Query);
        DateTimeOffset start = events.Length > 0 ? events[0].Received : DateTimeOffset.UnixEpoch;
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"events.qmp.jsonl\"";
        await WriteAsync(http, writer =>
        {
            writer.WriteNumber("qmp-recording", 1);
            writer.WriteString("peer", string.Join(", ", servers.Select(static server => server.Address).Distinct()));
        }).ConfigureAwait(false);
        await WriteAsync(http, writer => WriteMessage(writer, 0, "server", null, () => WriteGreeting(writer, servers[0].State.Greeting))).ConfigureAwait(false);
        await WriteAsync(http, writer => WriteMessage(writer, 0, "client", null, () => WriteNegotiation(writer))).ConfigureAwait(false);
        await WriteAsync(http, writer => WriteMessage(writer, 0, "server", null, () =>
        {
            writer.WriteNumber("id", 1);
            writer.WriteStartObject("return");
            writer.WriteEndObject();
        })).ConfigureAwait(false);
        foreach (LoggedEvent item in events)
        {
            await WriteAsync(http, writer => WriteMessage(writer, (item.Received - start).TotalSeconds, "server", item.Server, () => WriteEvent(writer, item))).ConfigureAwait(false);
        }
    }

    // "after" and "until" are numbers of events: what has been cleared away, and what came while the page was paused, isn't shown.
    private static LoggedEvent[] Find(EventLog log, string server, IQueryCollection query)
    {
        var all = new List<LoggedEvent>();
        string text = LoggedEvent.Sought(query["q"].ToString());
        long after = Number(query["after"], 0);
        log.Read(ref after, all, int.MaxValue);
        long tooMany = Math.Clamp(after - Number(query["until"], long.MaxValue), 0, all.Count);
        return [.. all.SkipLast((int)tooMany).Where(item => item.Name.Length > 0 && (server.Length == 0 || item.Server == server) && item.Mentions(text))];
    }

    private static long Number(string? text, long other) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : other;

    private static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> members)
    {
        byte[] line = JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        });
        await http.Response.Body.WriteAsync(line, http.RequestAborted).ConfigureAwait(false);
        await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteMessage(Utf8JsonWriter writer, double at, string from, string? server, Action members)
    {
        writer.WriteNumber("at", Math.Round(Math.Max(0, at), 6));
        writer.WriteString("from", from);
        if (server is not null)
        {
            writer.WriteString("server", server);
        }

        writer.WriteStartObject("message");
        members();
        writer.WriteEndObject();
    }

    // Without capabilities, so that every client negotiates in the same words.
    private static void WriteGreeting(Utf8JsonWriter writer, QmpGreeting? greeting)
    {
        writer.WriteStartObject("QMP");
        writer.WriteStartObject("version");
        writer.WriteStartObject("qemu");
        writer.WriteNumber("major", greeting?.Version.Major ?? 0);
        writer.WriteNumber("minor", greeting?.Version.Minor ?? 0);
        writer.WriteNumber("micro", greeting?.Version.Micro ?? 0);
        writer.WriteEndObject();
        writer.WriteString("package", greeting?.Package ?? "");
        writer.WriteEndObject();
        writer.WriteStartArray("capabilities");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNegotiation(Utf8JsonWriter writer)
    {
        writer.WriteNumber("id", 1);
        writer.WriteString("execute", "qmp_capabilities");
        writer.WriteStartObject("arguments");
        writer.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter writer, LoggedEvent item)
    {
        QmpTimestamp time = item.Timestamp ?? new QmpTimestamp(-1, -1);
        writer.WriteStartObject("timestamp");
        writer.WriteNumber("seconds", time.Seconds);
        writer.WriteNumber("microseconds", time.Microseconds);
        writer.WriteEndObject();
        writer.WriteString("event", item.Name);
        if (item.Data.Length > 0)
        {
            writer.WritePropertyName("data");
            writer.WriteRawValue(item.Data, skipInputValidation: true);
        }
    }
}
